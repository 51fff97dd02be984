package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * An incoming message to be stored.
 *
 * @param plugin the one that handles it
 * @param sessionKey empty where the message belongs to no session
 * @param user who handed it in
 * @param requestKey with it, the same request is stored once
 * @param origin where a plugin submitted it; empty where a caller handed it in
 * @param traceParent the caller's trace, as W3C Trace Context writes it; kept and handed to the
 *     plugin
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
    Optional<RequestKey> requestKey,
    Optional<Origin> origin,
    Optional<String> traceParent) {

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
    requireNonNull(origin, "origin is null");
    requireNonNull(traceParent, "traceParent is null");
  }

  /** One that a caller handed in. */
  public NewIncoming(
      String plugin,
      String from,
      String to,
      String content,
      String format,
      String sessionKey,
      String user,
      Instant receivedAt,
      Optional<RequestKey> requestKey) {
    this(
        plugin,
        from,
        to,
        content,
        format,
        sessionKey,
        user,
        receivedAt,
        requestKey,
        Optional.empty(),
        Optional.empty());
  }

  /** The plugin whose outgoing messages this one may answer. */
  public String parentPlugin() {
    return origin.map(Origin::plugin).orElse(plugin);
  }

  /** About how many bytes it takes in memory. */
  public long size() {
    return 200L
        + 2L
            * (from.length()
                + to.length()
                + content.length()
                + format.length()
                + sessionKey.length());
  }

  /**
   * Where a message came in that a plugin submitted.
   *
   * @param plugin the one that submitted it
   * @param gatewayId the gateway's id; of several with the same plugin and id one is stored
   */
  public record Origin(String plugin, Optional<String> gatewayId) {

    public Origin {
      requireNonNull(plugin, "plugin is null");
      requireNonNull(gatewayId, "gatewayId is null");
    }
  }
}
