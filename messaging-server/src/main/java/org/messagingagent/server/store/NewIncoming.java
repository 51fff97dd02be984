package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * An incoming message to be stored.
 *
 * @param sessionKey empty where the message belongs to no session
 * @param user who handed it in
 * @param requestKey with it, the same request is stored once
 */
public record NewIncoming(
    String plugin,
    String from,
    String to,
    String content,
    String format,
    String sessionKey,
    String user,
    Instant receivedAt,
    Optional<RequestKey> requestKey) {

  public NewIncoming {
    requireNonNull(plugin, "plugin is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(sessionKey, "sessionKey is null");
    requireNonNull(user, "user is null");
    requireNonNull(receivedAt, "receivedAt is null");
    requireNonNull(requestKey, "requestKey is null");
  }

  /** About how many bytes it takes in memory. */
  public long size() {
    return 200L + 2L * (from.length() + to.length() + content.length() + sessionKey.length());
  }
}
