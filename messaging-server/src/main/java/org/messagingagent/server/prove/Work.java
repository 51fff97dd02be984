package org.messagingagent.server.prove;

import java.util.Random;

/**
 * What a handler is to do for a message; it is the message's content.
 *
 * @param millis how long it works
 * @param failsOnce whether its first attempt ends in "try again"
 */
record Work(MessageKey key, int millis, boolean failsOnce) {

  private static final int LONGEST_MILLIS = 50;
  private static final int ONE_IN_WORKS = 4;
  private static final int ONE_IN_FAILS = 50;

  /** What this message of this seed is to cost: most nothing, some a while, a few a failure. */
  static Work of(MessageKey key, long seed) {
    Random random = new Random(seed * 31 + key.hashCode() * 1_000_003L);
    int millis = random.nextInt(ONE_IN_WORKS) == 0 ? random.nextInt(LONGEST_MILLIS + 1) : 0;
    return new Work(key, millis, random.nextInt(ONE_IN_FAILS) == 0);
  }

  static Work parse(String content) {
    String[] parts = content.split(" ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("No message of the proof");
    }
    return new Work(
        MessageKey.parse(parts[0]), Integer.parseInt(parts[1]), Boolean.parseBoolean(parts[2]));
  }

  String content() {
    return "%s %d %b".formatted(key, millis, failsOnce);
  }
}
