package org.messagingagent.server.store;

/**
 * Some of the {@value #COUNT} partitions of a plugin's incoming messages. A message belongs to one
 * for good: by its session key; without one to any, by its id where nothing else counts. The node
 * that owns a partition is the only one that hands its messages to the plugin, which keeps sessions
 * in order without a lock for each message.
 *
 * @param mask bit n stands for partition n
 */
public record Partitions(long mask) {

  /** How many there are of each plugin; written into the database with each message. */
  public static final int COUNT = Long.SIZE;

  public static final Partitions NONE = new Partitions(0);
  public static final Partitions ALL = new Partitions(-1);

  /** The partition of a message. */
  public static int of(String sessionKey, long id) {
    return sessionKey.isEmpty() ? (int) (id % COUNT) : Math.floorMod(sessionKey.hashCode(), COUNT);
  }

  /** This one alone. */
  public static Partitions only(int partition) {
    if (partition < 0 || partition >= COUNT) {
      throw new IllegalArgumentException(
          "partition must be 0 to %d, was %d".formatted(COUNT - 1, partition));
    }
    return new Partitions(1L << partition);
  }

  public boolean contains(int partition) {
    return (mask >>> partition & 1) != 0;
  }

  public Partitions plus(Partitions others) {
    return new Partitions(mask | others.mask);
  }

  public Partitions minus(Partitions others) {
    return new Partitions(mask & ~others.mask);
  }

  public Partitions and(Partitions others) {
    return new Partitions(mask & others.mask);
  }

  /** The lowest so many of these; all where there are fewer. */
  public Partitions first(int most) {
    long rest = mask;
    for (int i = 0; i < most && rest != 0; i++) {
      rest &= rest - 1;
    }
    return new Partitions(mask & ~rest);
  }

  public int size() {
    return Long.bitCount(mask);
  }

  public boolean isEmpty() {
    return mask == 0;
  }

  /** Their numbers, lowest first. */
  public int[] numbers() {
    int[] numbers = new int[size()];
    long rest = mask;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return numbers;
  }
}
