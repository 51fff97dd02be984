package org.messagingagent.server.plugin;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Logs the failures of one plugin, a line each, and no more than a few in a while: what was left
 * out is counted in the next line. Safe for use by many threads.
 */
final class FailureLog {

  static final int LINES = 10;
  static final Duration WINDOW = Duration.ofSeconds(10);

  private final Logger log;
  private final String plugin;
  private final Clock clock;
  private long windowStart;
  private int lines;
  private long suppressed;

  FailureLog(Logger log, String plugin, Clock clock) {
    this.log = log;
    this.plugin = plugin;
    this.clock = clock;
    this.windowStart = clock.millis();
  }

  /** Logs that something happened to a message; false where the line was left out. */
  boolean failed(String message, long id, String what) {
    return failed("%s message %d: %s".formatted(message, id, what));
  }

  /** Logs that something happened; false where the line was left out. */
  boolean failed(String what) {
    long leftOut = admit();
    if (leftOut == 0) {
      log.warn("Plugin {}, {}", plugin, what);
    } else if (leftOut > 0) {
      log.warn("Plugin {}, {} ({} more failures were not logged)", plugin, what, leftOut);
    }
    return leftOut >= 0;
  }

  /** Logs what was left out since the last line. */
  synchronized void flush() {
    if (suppressed > 0) {
      log.warn("Plugin {}: {} more failures were not logged", plugin, suppressed);
      suppressed = 0;
    }
  }

  /** How many lines were left out before this one; -1 where this one is left out too. */
  private synchronized long admit() {
    long now = clock.millis();
    if (now - windowStart >= WINDOW.toMillis() || now < windowStart) {
      windowStart = now;
      lines = 0;
    }
    if (lines >= LINES) {
      suppressed++;
      return -1;
    }
    lines++;
    long leftOut = suppressed;
    suppressed = 0;
    return leftOut;
  }
}
