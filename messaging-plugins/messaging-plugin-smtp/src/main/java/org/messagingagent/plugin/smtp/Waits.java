package org.messagingagent.plugin.smtp;

import java.time.Duration;
import java.util.Optional;

/** Whether what the plugin waits for by itself ends before the server ends the call. */
final class Waits {

  private Waits() {}

  /**
   * What to tell an operator where it does not.
   *
   * @param longest how long a message may take here
   * @param settings that make it so long, in words
   * @param limit after what time the server ends the call
   */
  static Optional<String> problem(
      String plugin, Duration longest, String settings, Duration limit) {
    return longest.compareTo(limit) < 0
        ? Optional.empty()
        : Optional.of(
            "A message may take %d ms here (%s), and messaging.plugin.%s.limits.send-timeout cuts it off after %d ms, so that its outcome would not be known; set that higher, or %s lower"
                .formatted(longest.toMillis(), settings, plugin, limit.toMillis(), settings));
  }
}
