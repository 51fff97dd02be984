package org.messagingagent.server.store;

/**
 * How much a store takes on.
 *
 * @param waitingWrites most writes that wait for a commit; 1 to 1,000,000
 * @param waitingBytes most bytes of messages that wait for a commit, about; at least 1 MiB. A
 *     single write over it is taken when nothing else waits.
 * @param earlyReports most delivery reports that wait for their message, of each plugin and of each
 *     user; and most orphaned ones that are kept of each plugin, the newest; at least 0
 * @param values most values of each owner, expired ones that are not yet deleted among them; at
 *     least 0
 */
public record StoreLimits(int waitingWrites, long waitingBytes, int earlyReports, int values) {

  /** 4,096 writes, 32 MiB, 10,000 early reports, a million values. */
  public static final StoreLimits DEFAULTS = new StoreLimits(4_096, 32L << 20, 10_000, 1_000_000);

  public StoreLimits {
    if (waitingWrites < 1 || waitingWrites > 1_000_000) {
      throw new IllegalArgumentException(
          "waitingWrites must be 1 to 1000000, was %d".formatted(waitingWrites));
    }
    if (waitingBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "waitingBytes must be at least %d, was %d".formatted(1 << 20, waitingBytes));
    }
    if (earlyReports < 0) {
      throw new IllegalArgumentException(
          "earlyReports must be at least 0, was %d".formatted(earlyReports));
    }
    if (values < 0) {
      throw new IllegalArgumentException("values must be at least 0, was %d".formatted(values));
    }
  }
}
