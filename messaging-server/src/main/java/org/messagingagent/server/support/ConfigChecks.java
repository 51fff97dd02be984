package org.messagingagent.server.support;

import java.time.Duration;

/** What a configuration record demands of its values. */
public final class ConfigChecks {

  private ConfigChecks() {}

  /**
   * Refuses a value.
   *
   * @param problem names the setting and what it must be; filled with the values
   * @throws IllegalArgumentException with the problem, where the condition does not hold
   */
  public static void check(boolean condition, String problem, Object... values) {
    if (!condition) {
      throw new IllegalArgumentException(problem.formatted(values));
    }
  }

  /** Refuses a time of zero or less. */
  public static void checkPositive(String setting, Duration time) {
    check(!time.isNegative() && !time.isZero(), "%s must be positive, was %s", setting, time);
  }
}
