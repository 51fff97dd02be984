package org.messagingagent.server.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.IncomingDetail;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.Administration.OutgoingEntry;
import org.messagingagent.server.admin.Administration.OutgoingQuery;
import org.messagingagent.server.admin.AdministrationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Messages, incoming and outgoing. */
@Command(
    name = "messages",
    mixinStandardHelpOptions = true,
    description = "Shows what became of messages, and has dead letters handled again or put aside.")
final class MessagesCommand {

  private static final String BULK_HEADING = "%nMany at once:%n";
  private static final String BULK =
      "  --all-dead takes the dead letters of one plugin, or of every plugin, the oldest first. It"
          + " asks before it begins, tells on standard error how far it is, and may be stopped with"
          + " Ctrl-C: what is left stays a dead letter.";

  private final Context context;

  MessagesCommand(Context context) {
    this.context = context;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists messages, newest first.")
  void list(
      @Option(names = "--outgoing", description = "Outgoing messages instead of incoming ones.")
          boolean outgoing,
      @Option(names = "--plugin", paramLabel = "NAME", description = "Only of this plugin.")
          Optional<String> plugin,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = {
                "Only in this state. Incoming: waiting, handled, dead, discarded.",
                "Outgoing: in-flight, settled, unknown, or a status: error, sent, delivery-error,"
                    + " received, replied."
              })
          Optional<String> state,
      @Option(
              names = "--session",
              paramLabel = "KEY",
              description = "Only of this session; incoming only.")
          Optional<String> session,
      @Option(
              names = "--before",
              paramLabel = "ID",
              description = "Only ids below this one: the next page.")
          Optional<Long> before,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "At most so many, up to 1000; ${DEFAULT-VALUE} without it.")
          int limit,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    Optional<String> words = state.map(word -> word.replace('-', ' '));
    if (outgoing) {
      session.ifPresent(
          key -> {
            throw new CliException("--session does not go with --outgoing");
          });
      int below = (int) Math.min(before.orElse(Long.MAX_VALUE), Integer.MAX_VALUE);
      OutgoingQuery query = new OutgoingQuery(plugin, words, below, limit);
      context.administer(
          administration -> printOutgoing(administration.outgoing(query), json, limit));
    } else {
      IncomingQuery query =
          new IncomingQuery(plugin, words, session, before.orElse(Long.MAX_VALUE), limit);
      context.administer(
          administration -> printIncoming(administration.incoming(query), json, limit));
    }
  }

  @Command(
      name = "counts",
      mixinStandardHelpOptions = true,
      description = "Counts messages by direction, plugin and state.")
  void counts(@Option(names = "--json", description = "For scripts.") boolean json) {
    context.administer(
        administration -> {
          List<MessageCount> counts = administration.counts();
          if (json) {
            context.terminal().printJson(counts);
            return;
          }
          Table table = new Table("DIRECTION", "PLUGIN", "STATE", "COUNT");
          counts.forEach(
              count -> table.row(count.direction(), count.plugin(), count.state(), count.count()));
          table.print(context.terminal());
        });
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one message; an incoming one with its texts.")
  void show(
      @Parameters(paramLabel = "ID", description = "The message's id.") long id,
      @Option(names = "--outgoing", description = "An outgoing message, by its messaging id.")
          boolean outgoing,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    context.administer(
        administration -> {
          if (outgoing) {
            OutgoingEntry message = administration.outgoing(checkedInt(id));
            print(message, json, () -> describe(message));
          } else {
            IncomingDetail message = administration.incoming(id);
            print(message, json, () -> describe(message));
          }
        });
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description =
          "Has dead or discarded messages handled again from the start, and waiting ones now.",
      footerHeading = BULK_HEADING,
      footer = BULK)
  int retry(@Mixin ChosenMessages chosen) {
    return change(chosen, "retry", "retried", administration -> administration::retry);
  }

  @Command(
      name = "discard",
      mixinStandardHelpOptions = true,
      description = "Puts waiting or dead messages aside; 'retry' brings them back.",
      footerHeading = BULK_HEADING,
      footer = BULK)
  int discard(
      @Mixin ChosenMessages chosen,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "discarded by an operator",
              description = "Kept with the message.")
          String reason) {
    return change(
        chosen, "discard", "discarded", administration -> id -> administration.discard(id, reason));
  }

  private int change(
      ChosenMessages chosen,
      String verb,
      String done,
      Function<Administration, LongFunction<String>> change) {
    chosen.check();
    boolean[] all = new boolean[1];
    // Around the administration, so that the process does not end before the store is closed.
    try (Interruption interruption = new Interruption()) {
      context.administer(
          administration -> {
            LongFunction<String> one = change.apply(administration);
            all[0] =
                chosen.allDead()
                    ? changeDeadLetters(chosen, administration, verb, done, one, interruption)
                    : changeNamed(chosen.ids(), done, one, interruption);
          });
      context.terminal().err().flush();
    }
    return all[0] ? 0 : 1;
  }

  private boolean changeNamed(
      List<Long> ids, String done, LongFunction<String> change, Interruption interruption) {
    boolean all = true;
    interruption.begin();
    for (long id : ids) {
      if (interruption.requested()) {
        context.terminal().err().println("Stopped before message " + id);
        return false;
      }
      try {
        String before = change.apply(id);
        context.terminal().print("%d %s, was %s".formatted(id, done, before));
      } catch (AdministrationException e) {
        context.terminal().err().println(e.getMessage());
        all = false;
      }
    }
    return all;
  }

  private boolean changeDeadLetters(
      ChosenMessages chosen,
      Administration administration,
      String verb,
      String done,
      LongFunction<String> change,
      Interruption interruption) {
    Terminal terminal = context.terminal();
    DeadLetters deadLetters =
        new DeadLetters(administration, chosen.plugin(), Administration.LARGEST_PAGE);
    long count = deadLetters.count();
    String what = "%s of %s".formatted(number(count), chosen.whose());
    if (chosen.dryRun()) {
      terminal.print("%s would be %s".formatted(what, done));
      return true;
    }
    if (count > 0 && !chosen.yes()) {
      confirm("%s %s? [y/N] ".formatted(verb, what));
    }
    interruption.begin();
    DeadLetters.Progress progress =
        deadLetters.change(change, done, terminal.err(), interruption::requested);
    terminal.print("%s of %s %s".formatted(number(progress.done()), chosen.whose(), done));
    return progress.complete();
  }

  private void confirm(String question) {
    String answer =
        context
            .terminal()
            .question()
            .apply(question)
            .orElseThrow(
                () ->
                    new CliException(
                        "There is no terminal to ask for a confirmation; use --yes, or --dry-run to"
                            + " see how many there are"));
    if (!answer.strip().equalsIgnoreCase("y") && !answer.strip().equalsIgnoreCase("yes")) {
      throw new CliException("Nothing was changed");
    }
  }

  private static String number(long deadLetters) {
    return deadLetters == 1 ? "1 dead letter" : deadLetters + " dead letters";
  }

  private static int checkedInt(long id) {
    if (id < 1 || id > Integer.MAX_VALUE) {
      throw new CliException("A messaging id is 1 to %d, was %d".formatted(Integer.MAX_VALUE, id));
    }
    return (int) id;
  }

  private void printIncoming(List<IncomingEntry> messages, boolean json, int limit) {
    if (json) {
      context.terminal().printJson(messages);
      return;
    }
    Table table =
        new Table("ID", "PLUGIN", "STATE", "RECEIVED", "FAILURES", "DUE", "SESSION", "REASON");
    for (IncomingEntry message : messages) {
      table.row(
          message.id(),
          message.plugin(),
          message.state(),
          message.receivedAt(),
          message.failures(),
          message.due(),
          message.session(),
          message.reason());
    }
    table.print(context.terminal());
    if (messages.size() == limit) {
      more(messages.get(limit - 1).id());
    }
  }

  private void printOutgoing(List<OutgoingEntry> messages, boolean json, int limit) {
    if (json) {
      context.terminal().printJson(messages);
      return;
    }
    Table table =
        new Table(
            "ID", "PLUGIN", "STATE", "STATUS", "RECORDED", "ATTEMPTS", "SESSION", "DESCRIPTION");
    for (OutgoingEntry message : messages) {
      table.row(
          message.messagingId(),
          message.plugin(),
          message.state(),
          message.status(),
          message.recordedAt(),
          message.attempts(),
          message.session(),
          message.description());
    }
    table.print(context.terminal());
    if (messages.size() == limit) {
      more(messages.get(limit - 1).messagingId());
    }
  }

  private void more(long last) {
    context.terminal().print("There may be more: --before " + last);
  }

  private void print(Object message, boolean json, Supplier<Object[][]> lines) {
    if (json) {
      context.terminal().printJson(message);
      return;
    }
    for (Object[] line : lines.get()) {
      String value = Terminal.harmless(line[1].toString());
      if (!value.isEmpty()) {
        context.terminal().print("%-14s %s".formatted(line[0] + ":", value));
      }
    }
  }

  private static Object[][] describe(OutgoingEntry message) {
    return new Object[][] {
      {"Messaging id", message.messagingId()},
      {"Plugin", message.plugin()},
      {"State", message.state()},
      {"Status", message.status()},
      {"Description", message.description()},
      {"Attempts", message.attempts()},
      {"External ids", String.join(", ", message.externalIds())},
      {"Session", message.session()},
      {"Follows", message.answers() == 0 ? "" : message.answers()},
      {"User", message.user()},
      {"Recorded", message.recordedAt()},
      {"Changed", message.changedAt()},
    };
  }

  private static Object[][] describe(IncomingDetail detail) {
    IncomingEntry message = detail.message();
    return new Object[][] {
      {"Id", message.id()},
      {"Plugin", message.plugin()},
      {"State", message.state()},
      {"Reason", message.reason()},
      {"Failures", message.failures()},
      {"Due", message.due()},
      {"Received", message.receivedAt()},
      {"Ended", message.endedAt()},
      {"User", message.user()},
      {"Session", message.session()},
      {"Answers", message.answers() == 0 ? "" : message.answers()},
      {"From", detail.from()},
      {"To", detail.to()},
      {"Format", detail.format()},
      {"Content", detail.contentErased() ? "(erased at the end of its time)" : detail.content()},
    };
  }
}
