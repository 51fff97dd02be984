package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An outgoing message whose outcome is unknown. The server keeps no texts of outgoing messages: a
 * plugin finds it at the gateway by the ids here, or by what it noted itself, such as in the {@link
 * KeyValueStore}.
 *
 * @param messagingId as in {@link OutgoingMessage#messagingId()} when it was sent
 * @param externalIds the gateway's ids, as far as the plugin gave any
 * @param sessionKey the session key that it has
 * @param recordedAt when the server took it, shortly before it was first handed to the plugin
 * @param inquiry 1 when this is asked for the first time; starts again with the server
 */
public record UnsettledMessage(
    int messagingId,
    List<String> externalIds,
    Optional<String> sessionKey,
    Instant recordedAt,
    int inquiry) {

  public UnsettledMessage {
    externalIds = List.copyOf(externalIds);
    requireNonNull(sessionKey, "sessionKey is null");
    requireNonNull(recordedAt, "recordedAt is null");
  }
}
