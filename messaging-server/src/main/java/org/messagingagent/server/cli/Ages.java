package org.messagingagent.server.cli;

/** Times for people: the two largest units. */
final class Ages {

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Ages() {}

  static String inWords(long seconds) {
    if (seconds < MINUTE) {
      return seconds + "s";
    }
    if (seconds < HOUR) {
      return "%dm %ds".formatted(seconds / MINUTE, seconds % MINUTE);
    }
    return seconds < DAY
        ? "%dh %dm".formatted(seconds / HOUR, seconds % HOUR / MINUTE)
        : "%dd %dh".formatted(seconds / DAY, seconds % DAY / HOUR);
  }
}
