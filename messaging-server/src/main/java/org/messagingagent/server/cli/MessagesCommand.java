package org.messagingagent.server.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingagent.server.admin.Administration.IncomingDetail;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.Administration.OutgoingEntry;
import org.messagingagent.server.admin.Administration.OutgoingQuery;
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

  private final Context context;

  MessagesCommand(Context context) {
    this.context = context;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists messages, newest first.",
        "With --outgoing, states are in-flight, settled, unknown, or a status: error, sent,"
            + " delivery-error, received, replied."
      })
  void list(
      @Option(names = "--outgoing", description = "Outgoing messages instead of incoming ones.")
          boolean outgoing,
      @Mixin MatchOptions match,
      @Mixin PageOptions page,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    if (outgoing) {
      match
          .incomingOnly()
          .ifPresent(
              option -> {
                throw new CliException(option + " does not go with --outgoing");
              });
      Optional<String> words = match.state().map(word -> word.replace('-', ' '));
      int below = (int) Math.min(page.before(), Integer.MAX_VALUE);
      OutgoingQuery query = new OutgoingQuery(match.plugin(), words, below, page.limit());
      context.administer(
          administration -> printOutgoing(administration.outgoing(query), json, page));
    } else {
      IncomingQuery query = new IncomingQuery(match.query(), page.before(), page.limit());
      context.administer(
          administration -> printIncoming(administration.incoming(query), json, page));
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

  private static int checkedInt(long id) {
    if (id < 1 || id > Integer.MAX_VALUE) {
      throw new CliException("A messaging id is 1 to %d, was %d".formatted(Integer.MAX_VALUE, id));
    }
    return (int) id;
  }

  private void printIncoming(List<IncomingEntry> messages, boolean json, PageOptions page) {
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
    page.tellOfMore(context.terminal(), messages, IncomingEntry::id);
  }

  private void printOutgoing(List<OutgoingEntry> messages, boolean json, PageOptions page) {
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
    page.tellOfMore(context.terminal(), messages, OutgoingEntry::messagingId);
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
