package org.messagingagent.server.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An incoming message that is waiting to be handled.
 *
 * @param id positive, unique; a later acceptance has a higher one
 * @param partition the part of its plugin's messages that it belongs to; see {@link Partitions}
 * @param epoch under which its partition was owned when it was read; to be given back with its
 *     outcome, which the store does not take any more where the node has lost its partitions since
 * @param sessionKey empty where the message belongs to no session
 * @param parentMessagingId the outgoing message of the same session that it answers
 * @param failures how many attempts have failed
 * @param traceParent see {@link NewIncoming#traceParent}
 */
public record StoredIncoming(
    long id,
    String plugin,
    int partition,
    long epoch,
    String from,
    String to,
    String content,
    String format,
    String sessionKey,
    OptionalInt parentMessagingId,
    Instant receivedAt,
    int failures,
    Optional<String> traceParent) {

  /** About how many bytes it takes in memory. */
  public long size() {
    return 200L + 2L * (from.length() + to.length() + content.length() + sessionKey.length());
  }
}
