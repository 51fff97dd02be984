package org.messagingagent.server.agent;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.messagingagent.server.store.RequestKey;

/** By what repeated requests are recognised (contract, "Incoming": a repeat). */
final class Repeats {

  private Repeats() {}

  /** The key of a CreateMessage, where the caller gave one. */
  static Optional<RequestKey> keyOf(Caller caller, String user, IncomingDraft message) {
    return key(caller, user, "CreateMessage", () -> hash(message));
  }

  /**
   * The key of a message of the host. It is apart from those of callers: who waits for a host's
   * transaction that holds the same key is another transaction of the host.
   */
  static Optional<RequestKey> keyOfHost(Caller caller, String user, IncomingDraft message) {
    return key(caller, user, "accept", () -> hash(message));
  }

  /** The key of a SendMessages or SendMessagesWithConfig, where the caller gave one. */
  static Optional<RequestKey> keyOf(
      Caller caller,
      String user,
      String plugin,
      List<OutgoingDraft> messages,
      Optional<Map<String, String>> pluginConfig) {
    return key(
        caller,
        user,
        pluginConfig.isPresent() ? "SendMessagesWithConfig" : "SendMessages",
        () -> hash(plugin, messages, pluginConfig));
  }

  /** The refusal of a key that belongs to another request. */
  static MessagingException reused(Caller caller) {
    String key = caller.repeatKey().map(RepeatKey::value).orElse("");
    return new MessagingException(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        "The idempotency key '%s' belongs to a request with other arguments; use a new key for a new request"
            .formatted(Arguments.excerpt(key)),
        Map.of("Idempotency-Key", Arguments.excerpt(key)));
  }

  private static Optional<RequestKey> key(
      Caller caller, String user, String operation, Supplier<byte[]> hash) {
    return caller
        .repeatKey()
        .map(
            key -> {
              checkKey(key.value());
              byte[] arguments = hash.get();
              // A key that is not strict counts with equal arguments only, so they are part of it.
              String value =
                  key.strict()
                      ? "key:" + key.value()
                      : "id:" + key.value() + ":" + HexFormat.of().formatHex(arguments);
              return new RequestKey(user, operation, value, arguments);
            });
  }

  private static void checkKey(String key) {
    if (key.isEmpty()) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT, "The idempotency key is empty; leave it out, or give one");
    }
    TrustedTexts.checkText("The idempotency key", key);
    if (key.length() > Arguments.MAX_KEY_LENGTH) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "The idempotency key is %d characters long; the most is %d"
              .formatted(key.length(), Arguments.MAX_KEY_LENGTH),
          Map.of("Idempotency-Key", Arguments.excerpt(key)));
    }
  }

  private static byte[] hash(IncomingDraft message) {
    return new ArgumentsHash()
        .add(
            message.to(),
            message.from(),
            message.content(),
            message.format(),
            message.sessionKey(),
            message.plugin())
        .toBytes();
  }

  private static byte[] hash(
      String plugin, List<OutgoingDraft> messages, Optional<Map<String, String>> pluginConfig) {
    ArgumentsHash hash = new ArgumentsHash().add(plugin).add(messages.size());
    for (OutgoingDraft message : messages) {
      hash.add(
          message.from(),
          message.to(),
          message.content(),
          message.format(),
          message.suggestedSessionKey());
      hash.add(message.parentMessagingId().orElse(0));
    }
    pluginConfig.ifPresent(values -> new TreeMap<>(values).forEach(hash::add));
    return hash.toBytes();
  }
}
