package org.messagingagent.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners, whatever they throw. */
record Reports(List<CallListener> listeners) {

  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  void ended(
      String operation,
      Duration duration,
      int attempts,
      Optional<MessagingClientException> failure) {
    if (listeners.isEmpty()) {
      return;
    }
    CallReport.Outcome outcome =
        failure.map(CallReport.Outcome::of).orElse(CallReport.Outcome.SUCCEEDED);
    CallReport report = new CallReport(operation, outcome, duration, attempts, failure);
    for (CallListener listener : listeners) {
      try {
        listener.ended(report);
      } catch (RuntimeException | LinkageError e) {
        log.warn("A listener of calls failed: {}", listener.getClass().getName(), e);
      }
    }
  }
}
