package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message to send. The texts are exactly what the caller gave; a text that the caller left out is
 * empty.
 *
 * @param messagingId positive, unique on this installation; the same in every attempt
 * @param from the sender's address, number or name, as the gateway understands it; may be empty
 * @param to the receiver's address; may be empty
 * @param content the body; may be empty
 * @param format the format of the body; empty where the caller named none
 * @param parentMessagingId the outgoing message that this one follows, as the caller gave it
 * @param suggestedSessionKey the session key that the caller would like; the plugin may answer with
 *     another one
 * @param attempt 1 at the first attempt; one more after each attempt that ended in retry
 */
public record OutgoingMessage(
    int messagingId,
    String from,
    String to,
    String content,
    String format,
    OptionalInt parentMessagingId,
    Optional<String> suggestedSessionKey,
    int attempt) {

  public OutgoingMessage {
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(parentMessagingId, "parentMessagingId is null");
    requireNonNull(suggestedSessionKey, "suggestedSessionKey is null");
  }
}
