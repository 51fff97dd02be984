package org.messagingagent.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.Changed;
import org.messagingagent.server.admin.Administration.MatchQuery;
import org.messagingagent.server.admin.Administration.Matched;
import org.messagingagent.server.admin.AdministrationException;

/** The incoming messages that match, of which there may be many: counted, then changed in steps. */
final class MatchingMessages {

  private static final int FEW = 10;

  private final Administration administration;
  private final MatchQuery query;
  private final PrintWriter err;
  private final BooleanSupplier interrupted;

  /**
   * @param err is told how far it is
   * @param interrupted asked before each step
   */
  MatchingMessages(
      Administration administration,
      MatchQuery query,
      PrintWriter err,
      BooleanSupplier interrupted) {
    this.administration = administration;
    this.query = query;
    this.err = err;
    this.interrupted = interrupted;
  }

  /**
   * What there is.
   *
   * @param first the lowest ids, a few
   * @param last the highest id
   */
  record Count(long messages, List<Long> first, long last) {}

  /**
   * How far a change came.
   *
   * @param complete false where it was stopped
   */
  record Progress(long changed, long refused, boolean complete) {}

  /** Changes the next messages. */
  interface Step {
    Changed change(MatchQuery query, long after, long upTo);
  }

  /** Counts them; throws where it is stopped. */
  Count count() {
    long messages = 0;
    List<Long> first = new ArrayList<>();
    long last = 0;
    long after = 0;
    do {
      if (interrupted.getAsBoolean()) {
        throw new CliException("Stopped while counting; nothing was changed");
      }
      Matched step = administration.matching(query, after);
      messages += step.count();
      for (long id : step.first()) {
        if (first.size() < FEW) {
          first.add(id);
        }
      }
      last = Math.max(last, step.last());
      after = step.next();
      if (after != 0) {
        tell("%d match so far, up to message %d".formatted(messages, after));
      }
    } while (after != 0);
    return new Count(messages, List.copyOf(first), last);
  }

  /**
   * Changes them, the oldest first, so that those of a session keep their order. Those that come
   * about meanwhile are left.
   *
   * @param done what was done to a message, in one word
   */
  Progress change(Count count, String done, Step step) {
    long changed = 0;
    long refused = 0;
    long after = 0;
    do {
      if (interrupted.getAsBoolean()) {
        tell(
            "Stopped: %d of %d %s; the others are as they were"
                .formatted(changed, count.messages(), done));
        return new Progress(changed, refused, false);
      }
      Changed result;
      try {
        result = step.change(query, after, count.last());
      } catch (AdministrationException e) {
        tell("%d of %d %s".formatted(changed, count.messages(), done));
        throw e;
      }
      changed += result.changed();
      refused += result.refused();
      result.problems().forEach(this::tell);
      after = result.next();
      if (after != 0) {
        tell("%d of %d %s".formatted(changed, count.messages(), done));
      }
    } while (after != 0);
    return new Progress(changed, refused, true);
  }

  private void tell(String line) {
    err.println(Terminal.harmless(line));
    err.flush();
  }
}
