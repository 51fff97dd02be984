package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message that another system handed in. The texts are exactly what the caller sent; a text that
 * the caller left out is empty.
 *
 * @param messageId positive, unique on this installation; the same in every attempt
 * @param plugin the name under which the message was addressed
 * @param from the sender's address; may be empty
 * @param to the receiver's address; may be empty
 * @param content the body; may be empty
 * @param format the format of the body; empty where the caller named none
 * @param sessionKey what keeps the messages of a conversation together
 * @param parentMessagingId the outgoing message that this one answers, found by the session key
 * @param receivedAt when the server accepted it
 * @param attempt 1 at the first attempt; one more after each attempt that ended in retry
 */
public record IncomingMessage(
    long messageId,
    String plugin,
    String from,
    String to,
    String content,
    String format,
    Optional<String> sessionKey,
    OptionalInt parentMessagingId,
    Instant receivedAt,
    int attempt) {

  public IncomingMessage {
    requireNonNull(plugin, "plugin is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(sessionKey, "sessionKey is null");
    requireNonNull(parentMessagingId, "parentMessagingId is null");
    requireNonNull(receivedAt, "receivedAt is null");
  }
}
