package org.messagingagent.server.outbox;

import java.time.Duration;
import org.messagingagent.server.plugin.Refusal;

/** What callers and operators read of times and refusals. */
final class Spoken {

  private Spoken() {}

  /** Whole seconds, or milliseconds below one. */
  static String time(Duration time) {
    return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** Why a plugin is not called, and when to try again where that is known. */
  static String refusal(Refusal refusal) {
    String reason = "the plugin is not called now: " + refusal.reason();
    return refusal
        .retryAfter()
        .filter(after -> !after.isNegative() && !after.isZero())
        .map(after -> "%s; try again in %d s".formatted(reason, after.plusMillis(999).toSeconds()))
        .orElse(reason);
  }
}
