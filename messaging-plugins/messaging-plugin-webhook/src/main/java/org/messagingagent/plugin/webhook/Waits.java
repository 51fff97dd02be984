package org.messagingagent.plugin.webhook;

import java.time.Duration;
import java.util.Optional;

/** Whether what the plugin waits for by itself ends before the server ends the call. */
final class Waits {

  private Waits() {}

  /**
   * What to tell an operator where it does not.
   *
   * @param timeout how long a request may take
   * @param limit after what time the server ends the call
   */
  static Optional<String> problem(String plugin, Duration timeout, Duration limit) {
    return timeout.compareTo(limit) < 0
        ? Optional.empty()
        : Optional.of(
            "A request may take %1$d ms (timeout), and messaging.plugin.%2$s.limits.handle-timeout cuts it off after %3$d ms, so that the receiver may get the message more often; set that higher, or timeout lower"
                .formatted(timeout.toMillis(), plugin, limit.toMillis()));
  }
}
