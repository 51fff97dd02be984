package org.messagingagent.server.store;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * An incoming message that is waiting to be handled.
 *
 * @param id positive, unique; a later acceptance has a higher one
 * @param sessionKey empty where the message belongs to no session
 * @param parentMessagingId the outgoing message of the same session that it answers
 * @param failures how many attempts have failed
 */
public record StoredIncoming(
    long id,
    String plugin,
    String from,
    String to,
    String content,
    String format,
    String sessionKey,
    OptionalInt parentMessagingId,
    Instant receivedAt,
    int failures) {

  /** About how many bytes it takes in memory. */
  public long size() {
    return 200L + 2L * (from.length() + to.length() + content.length() + sessionKey.length());
  }
}
