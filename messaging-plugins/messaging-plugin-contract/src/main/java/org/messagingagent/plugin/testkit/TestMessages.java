package org.messagingagent.plugin.testkit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;

/** Messages as the server gives them to a plugin. */
public final class TestMessages {

  /** When each incoming message was accepted. */
  public static final Instant RECEIVED_AT = Instant.parse("2026-01-02T03:04:05.678Z");

  private TestMessages() {}

  /** An incoming message of no format and no session, at its first attempt. */
  public static IncomingMessage incoming(String plugin, long messageId, String content) {
    return new IncomingMessage(
        messageId,
        plugin,
        "+4790000001",
        "+4790000002",
        content,
        "",
        Optional.empty(),
        OptionalInt.empty(),
        RECEIVED_AT,
        1);
  }

  /** An outgoing message of no format and no session, at its first attempt. */
  public static OutgoingMessage outgoing(int messagingId, String content) {
    return new OutgoingMessage(
        messagingId,
        "+4790000001",
        "+4790000002",
        content,
        "",
        OptionalInt.empty(),
        Optional.empty(),
        1);
  }

  /** The same message, at another attempt. */
  public static IncomingMessage attempt(IncomingMessage message, int attempt) {
    return new IncomingMessage(
        message.messageId(),
        message.plugin(),
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        message.sessionKey(),
        message.parentMessagingId(),
        message.receivedAt(),
        attempt);
  }

  /** The same message, in a session, as an answer to an outgoing message. */
  public static IncomingMessage inSession(
      IncomingMessage message, String sessionKey, int parentMessagingId) {
    return new IncomingMessage(
        message.messageId(),
        message.plugin(),
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        Optional.of(sessionKey),
        OptionalInt.of(parentMessagingId),
        message.receivedAt(),
        message.attempt());
  }
}
