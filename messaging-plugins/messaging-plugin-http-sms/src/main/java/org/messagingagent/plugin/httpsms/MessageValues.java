package org.messagingagent.plugin.httpsms;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.OutgoingMessage;

/**
 * What placeholders stand for with a message. Immutable.
 *
 * @param from of messages that name none
 * @param callbacks where the gateway reports; without those that are not known
 */
record MessageValues(
    Numbers numbers,
    TextLimits limits,
    Optional<String> from,
    String encodingGsm,
    String encodingUnicode,
    Map<Placeholder, String> callbacks) {

  /**
   * @throws UnsendableException where the message cannot be sent as it is
   */
  Map<Placeholder, String> of(OutgoingMessage message, Optional<String> traceParent)
      throws UnsendableException {
    limits.check(message.content(), message.format());
    Map<Placeholder, String> values = new EnumMap<>(Placeholder.class);
    values.putAll(callbacks);
    String sender = message.from().isBlank() ? from.orElse("") : message.from();
    values.put(Placeholder.FROM, numbers.sender(sender));
    values.put(Placeholder.TO, numbers.receiver(message.to()));
    values.put(Placeholder.CONTENT, message.content());
    values.put(Placeholder.MESSAGING_ID, Integer.toString(message.messagingId()));
    values.put(Placeholder.SESSION_KEY, message.suggestedSessionKey().orElse(""));
    message
        .parentMessagingId()
        .ifPresent(id -> values.put(Placeholder.PARENT_ID, Integer.toString(id)));
    values.put(
        Placeholder.ENCODING, SmsText.isGsm(message.content()) ? encodingGsm : encodingUnicode);
    values.put(Placeholder.PARTS, Integer.toString(SmsText.parts(message.content())));
    traceParent.ifPresent(trace -> values.put(Placeholder.TRACE_PARENT, trace));
    return values;
  }
}
