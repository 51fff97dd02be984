package org.messagingagent.spi;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Figures of a plugin's own, for operators; the server counts calls, outcomes and times itself. A
 * name is lower-case words with dots, such as {@code "connections.open"}, 1 to 100 characters;
 * asked for again it gives the same meter, and under another kind it is refused with an {@link
 * IllegalArgumentException}. A plugin has at most 200. Safe for use by many threads, and cheap.
 */
public interface PluginMetrics {

  /** Counts up. */
  interface Counter {

    /** Adds to the count. */
    void add(long amount);

    /** Adds one. */
    default void increment() {
      add(1);
    }
  }

  /** Counts and adds up times. */
  interface Timer {

    /** Records that something took this long. */
    void record(Duration time);
  }

  /**
   * A count that only goes up.
   *
   * @param description what is counted, in a few words
   */
  Counter counter(String name, String description);

  /**
   * How often something happened and how long it took.
   *
   * @param description what is timed, in a few words
   */
  Timer timer(String name, String description);

  /**
   * A value that goes up and down, asked for when it is shown. Another one of the same name takes
   * the place of the one before.
   *
   * @param description what it is, with its unit
   * @param value answers at once; NaN where it is not known
   */
  void gauge(String name, String description, DoubleSupplier value);
}
