package org.messagingagent.server.store;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.NewIncoming.Origin;

/** Values that the tests of stores share. */
public final class Samples {

  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  private Samples() {}

  public static NewIncoming message(String plugin, String sessionKey, String content) {
    return message(plugin, sessionKey, content, Optional.empty());
  }

  public static NewIncoming message(
      String plugin, String sessionKey, String content, Optional<RequestKey> key) {
    return new NewIncoming(plugin, "from", "to", content, "Text", sessionKey, "anna", NOW, key);
  }

  /** One that a plugin submitted. */
  public static NewIncoming submitted(
      String by, Optional<String> gatewayId, String plugin, String sessionKey, String content) {
    return new NewIncoming(
        plugin,
        "from",
        "to",
        content,
        "Text",
        sessionKey,
        "plugin:" + by,
        NOW,
        Optional.empty(),
        Optional.of(new Origin(by, gatewayId)),
        Optional.empty());
  }

  public static RequestKey key(String key, int arguments) {
    byte[] hash = new byte[32];
    hash[0] = (byte) arguments;
    return new RequestKey("anna", "CreateMessage", key, hash);
  }

  public static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  public static Throwable failureOf(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
      throw new AssertionError("The stage did not fail");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}
