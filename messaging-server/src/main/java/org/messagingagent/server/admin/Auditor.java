package org.messagingagent.server.admin;

import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.AuditStore.AuditRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a record of what one operator does, whether it succeeds or not, and logs it. */
final class Auditor {

  private static final Logger log = LoggerFactory.getLogger(Auditor.class);
  private static final int LONGEST = 1_000;

  private final AuditStore store;
  private final Clock clock;
  private final Actor actor;

  Auditor(AuditStore store, Clock clock, Actor actor) {
    this.store = store;
    this.clock = clock;
    this.actor = actor;
  }

  /** Does something that has no result of its own. */
  void run(String action, String target, Runnable work) {
    call(
        action,
        target,
        () -> {
          work.run();
          return "done";
        },
        done -> done);
  }

  /**
   * Does something; what it throws goes on to the caller.
   *
   * @param outcome from its result to words
   */
  <T> T call(String action, String target, Supplier<T> work, Function<T, String> outcome) {
    T result;
    try {
      result = work.get();
    } catch (AdministrationException e) {
      String word =
          e.reason() == AdministrationException.Reason.UNAVAILABLE ? "failed: " : "refused: ";
      keep(action, target, word + e.getMessage());
      throw e;
    } catch (RuntimeException | Error e) {
      keep(action, target, "failed: see the server's log");
      throw e;
    }
    keep(action, target, outcome.apply(result));
    return result;
  }

  private void keep(String action, String target, String outcome) {
    AuditRecord entry =
        new AuditRecord(
            clock.instant(),
            oneLine(actor.name()),
            oneLine(actor.origin()),
            action,
            oneLine(target),
            oneLine(outcome));
    log.info(
        "Operator {} ({}): {} {}: {}",
        entry.actor(),
        entry.origin(),
        action,
        entry.target(),
        entry.outcome());
    try {
      StoreWait.await(store.add(entry));
    } catch (AdministrationException e) {
      // What it tells of has happened already; the log has it.
      log.error("The audit record of '{}' could not be kept: {}", action, e.getMessage());
    }
  }

  private static String oneLine(String text) {
    String shortened = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "\u2026";
    return shortened.replaceAll("\\p{Cntrl}", " ");
  }
}
