package org.messagingagent.plugin.testkit;

import java.time.Duration;
import org.messagingagent.spi.PluginScheduler;

/** What {@link org.messagingagent.spi.PluginScheduler} takes. */
final class JobBounds {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration SHORTEST_PAUSE_ON_ONE_NODE = Duration.ofSeconds(1);
  private static final int LONGEST_NAME = 100;

  private JobBounds() {}

  /** What a server says of one job more than it takes. */
  static void checkRoom(int jobs) {
    if (jobs >= PluginScheduler.MAX_JOBS) {
      throw new IllegalStateException(
          "The plugin has %d jobs, which is the most; take some back first".formatted(jobs));
    }
  }

  static void checkDelay(Duration delay) {
    check(!delay.isNegative(), "delay must be zero or more, was %s", delay);
  }

  static void checkPause(Duration pause) {
    check(pause.compareTo(SHORTEST_PAUSE) >= 0, "pause must be at least 10 ms, was %s", pause);
  }

  static void checkOnOneNode(String name, Duration pause) {
    check(
        !name.isEmpty() && name.length() <= LONGEST_NAME,
        "name must be 1 to 100 characters, was '%s'",
        name);
    check(
        pause.compareTo(SHORTEST_PAUSE_ON_ONE_NODE) >= 0,
        "pause must be at least 1 s, was %s",
        pause);
  }

  private static void check(boolean right, String message, Object value) {
    if (!right) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }
}
