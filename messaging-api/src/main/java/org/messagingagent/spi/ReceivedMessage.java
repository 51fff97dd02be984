package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A message that came in by the gateway's own way, to be put into the inbox. Begin with {@link
 * #of}.
 *
 * @param gatewayId the gateway's id of the message: of several submissions by one plugin with the
 *     same id one is stored. 1 to 255 characters
 * @param handler the plugin that is to handle it; empty for the one that submits it, which must
 *     then be an {@link IncomingHandler}
 * @param from the sender's address; may be empty
 * @param to the receiver's address; may be empty
 * @param content the body; may be empty
 * @param format the format of the body; may be empty
 * @param sessionKey what keeps the messages of a conversation together; where an outgoing message
 *     of the submitting plugin has it, this one answers that one. At most 255 characters
 */
public record ReceivedMessage(
    Optional<String> gatewayId,
    Optional<String> handler,
    String from,
    String to,
    String content,
    String format,
    Optional<String> sessionKey) {

  public ReceivedMessage {
    requireNonNull(gatewayId, "gatewayId is null");
    requireNonNull(handler, "handler is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(sessionKey, "sessionKey is null");
  }

  /** A message of no format and no session, handled by the plugin that submits it. */
  public static ReceivedMessage of(String from, String to, String content) {
    return new ReceivedMessage(
        Optional.empty(), Optional.empty(), from, to, content, "", Optional.empty());
  }

  /** The same, with the gateway's id. */
  public ReceivedMessage withGatewayId(String id) {
    return new ReceivedMessage(Optional.of(id), handler, from, to, content, format, sessionKey);
  }

  /** The same, handled by this plugin. */
  public ReceivedMessage handledBy(String plugin) {
    return new ReceivedMessage(
        gatewayId, Optional.of(plugin), from, to, content, format, sessionKey);
  }

  /** The same, in this format. */
  public ReceivedMessage withFormat(String name) {
    return new ReceivedMessage(gatewayId, handler, from, to, content, name, sessionKey);
  }

  /** The same, in this session. */
  public ReceivedMessage inSession(String key) {
    return new ReceivedMessage(gatewayId, handler, from, to, content, format, Optional.of(key));
  }
}
