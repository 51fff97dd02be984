package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.Changed;
import org.messagingagent.server.admin.Administration.MatchQuery;
import org.messagingagent.server.admin.AdministrationException;

/** Changes incoming messages, one or all that match. */
final class MessageChange {

  private static final String DEAD = "dead";
  private static final String HANDLED = "handled";

  /** What is done to messages. */
  interface Work {

    /** To one; answers the state it was in. */
    String one(Administration administration, long id);

    /** To the next of those that match. */
    Changed some(Administration administration, MatchQuery query, long after, long upTo);
  }

  /**
   * What became of one message.
   *
   * @param before the state it was in; empty where it was not changed
   * @param problem why it was not changed; else empty
   */
  record Outcome(long id, String before, String problem) {}

  /** What became of all that match. */
  record Summary(
      long matched,
      List<Long> first,
      long changed,
      long refused,
      boolean complete,
      boolean dryRun) {}

  private final Context context;
  private final ChangeOptions options;
  private final String verb;
  private final String done;
  private final Work work;

  MessageChange(Context context, ChangeOptions options, String verb, String done, Work work) {
    this.context = context;
    this.options = options;
    this.verb = verb;
    this.done = done;
    this.work = work;
  }

  /** Answers the exit status: 0 only where all was done. */
  int run() {
    options.check(verb);
    boolean[] all = new boolean[1];
    // Around the administration, so that the process does not end before the store is closed.
    try (Interruption interruption = new Interruption()) {
      context.administer(
          administration -> {
            interruption.begin();
            all[0] =
                options.ids().isEmpty()
                    ? changeMatching(administration, interruption)
                    : changeNamed(administration, interruption);
          });
      context.terminal().err().flush();
    }
    return all[0] ? 0 : 1;
  }

  private boolean changeNamed(Administration administration, Interruption interruption) {
    List<Outcome> outcomes = new ArrayList<>();
    boolean all = true;
    for (long id : options.ids()) {
      if (interruption.requested()) {
        context.terminal().err().println("Stopped before message " + id);
        all = false;
        break;
      }
      Outcome outcome = outcome(administration, id);
      outcomes.add(outcome);
      all &= outcome.problem().isEmpty();
      if (!outcome.problem().isEmpty()) {
        context.terminal().err().println(outcome.problem());
      } else if (!options.json()) {
        String line = options.dryRun() ? "%d would be %s, is %s" : "%d %s, was %s";
        context.terminal().print(line.formatted(id, done, outcome.before()));
      }
    }
    if (options.json()) {
      context.terminal().printJson(outcomes);
    }
    return all;
  }

  private Outcome outcome(Administration administration, long id) {
    try {
      String before =
          options.dryRun()
              ? administration.incoming(id).message().state()
              : work.one(administration, id);
      return before.equals(HANDLED)
          ? new Outcome(id, "", "Message %d was handled, and cannot be %s".formatted(id, done))
          : new Outcome(id, before, "");
    } catch (AdministrationException e) {
      if (e.reason() == AdministrationException.Reason.UNAVAILABLE) {
        throw e;
      }
      return new Outcome(id, "", e.getMessage());
    }
  }

  private boolean changeMatching(Administration administration, Interruption interruption) {
    String state = options.match().state().orElse(DEAD);
    if (state.equalsIgnoreCase(HANDLED)) {
      throw new CliException("Handled messages cannot be %s; nothing was changed".formatted(done));
    }
    MatchingMessages matching =
        new MatchingMessages(
            administration,
            options.match().query(Optional.of(state)),
            context.terminal().err(),
            interruption::requested);
    MatchingMessages.Count count = matching.count();
    if (options.dryRun() || count.messages() == 0) {
      report(count, new MatchingMessages.Progress(0, 0, true));
      return true;
    }
    if (count.messages() > 1 && !options.all()) {
      throw new CliException(
          "%d messages match (%s); nothing was changed. Give --all to %s all of them, or narrow the filters"
              .formatted(count.messages(), few(count), verb));
    }
    MatchingMessages.Progress progress =
        matching.change(
            count, done, (query, after, upTo) -> work.some(administration, query, after, upTo));
    report(count, progress);
    return progress.complete() && progress.refused() == 0;
  }

  private void report(MatchingMessages.Count count, MatchingMessages.Progress progress) {
    Terminal terminal = context.terminal();
    if (options.json()) {
      terminal.printJson(
          new Summary(
              count.messages(),
              count.first(),
              progress.changed(),
              progress.refused(),
              progress.complete(),
              options.dryRun()));
    } else if (count.messages() == 0) {
      terminal.print("No message matches");
    } else if (options.dryRun()) {
      terminal.print("%d would be %s: %s".formatted(count.messages(), done, few(count)));
    } else {
      terminal.print("%d of %d %s".formatted(progress.changed(), count.messages(), done));
    }
  }

  private static String few(MatchingMessages.Count count) {
    String ids = count.first().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return count.messages() > count.first().size()
        ? "%s, ... %d".formatted(ids, count.last())
        : ids;
  }
}
