package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.List;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.SendOutcome;

/** Bounds what a plugin answers, and makes it fit for the store, for callers and for XML. */
final class AnswerChecks {

  private final FailureLog failures;

  AnswerChecks(FailureLog failures) {
    this.failures = failures;
  }

  static HandleOutcome checked(HandleOutcome outcome) {
    if (outcome.reason().isEmpty() && outcome.retryAfter().isEmpty()) {
      return outcome;
    }
    return new HandleOutcome(
        outcome.kind(),
        Texts.xml(outcome.reason(), InstalledPlugin.MAX_DESCRIPTION),
        outcome.retryAfter().map(AnswerChecks::bounded));
  }

  SendOutcome checked(int messagingId, SendOutcome outcome) {
    return new SendOutcome(
        outcome.kind(),
        keys(messagingId, outcome.externalIds()),
        outcome.sessionKey().filter(key -> isKey(messagingId, "session key", key)),
        Texts.xml(outcome.description(), InstalledPlugin.MAX_DESCRIPTION),
        outcome.retryAfter().map(AnswerChecks::bounded));
  }

  private List<String> keys(int messagingId, List<String> keys) {
    if (keys.size() > InstalledPlugin.MAX_EXTERNAL_IDS) {
      failures.failed(
          "outgoing",
          messagingId,
          "it has %d external ids; those after the first %d were left out"
              .formatted(keys.size(), InstalledPlugin.MAX_EXTERNAL_IDS));
    }
    return keys.stream()
        .limit(InstalledPlugin.MAX_EXTERNAL_IDS)
        .filter(key -> isKey(messagingId, "external id", key))
        .distinct()
        .toList();
  }

  /**
   * Whether it can be a key that another system will name. One that cannot come back over SOAP as
   * it is would be wrong in any shortened form: a report for another message might match it.
   */
  private boolean isKey(int messagingId, String what, String key) {
    if (key.isEmpty()) {
      return false;
    }
    if (key.length() > InstalledPlugin.MAX_KEY || !Texts.isXml(key)) {
      failures.failed(
          "outgoing",
          messagingId,
          "its %s is over %d characters or no XML text, and was left out"
              .formatted(what, InstalledPlugin.MAX_KEY));
      return false;
    }
    return true;
  }

  private static Duration bounded(Duration after) {
    if (after.isNegative()) {
      return Duration.ZERO;
    }
    return after.compareTo(InstalledPlugin.MAX_RETRY_AFTER) > 0
        ? InstalledPlugin.MAX_RETRY_AFTER
        : after;
  }
}
