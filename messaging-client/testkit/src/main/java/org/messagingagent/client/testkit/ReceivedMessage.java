package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * A message that a caller handed in with CreateMessage, as its plugin was given it. A message that
 * is handed in twice under one idempotency key is here once. What the caller left out is empty.
 *
 * @param messageId the server's id of it
 * @param plugin the plugin that it was for
 * @param parentMessagingId the outgoing message that it answers, found by the session key
 */
public record ReceivedMessage(
    long messageId,
    String plugin,
    String from,
    String to,
    String content,
    String format,
    String sessionKey,
    OptionalInt parentMessagingId) {

  public ReceivedMessage {
    requireNonNull(plugin, "plugin is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(sessionKey, "sessionKey is null");
    requireNonNull(parentMessagingId, "parentMessagingId is null");
  }

  static ReceivedMessage of(org.messagingagent.spi.IncomingMessage message) {
    return new ReceivedMessage(
        message.messageId(),
        message.plugin(),
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        message.sessionKey().orElse(""),
        message.parentMessagingId());
  }
}
