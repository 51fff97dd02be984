package org.messagingagent.client.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import org.messagingagent.client.MessagingClientException;
import org.messagingagent.client.RejectedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the client. */
@Command(
    name = "messaging-client",
    versionProvider = Main.Version.class,
    description =
        "Calls a messaging agent: hands in messages, sends some, shows what became of them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  export MESSAGING_USER=admin MESSAGING_PASSWORD=...",
      "  messaging-client plugins",
      "  messaging-client create-message --plugin file --from +4712345678 \"Hello\"",
      "  messaging-client send --plugin file --to +4712345678 --to +4787654321 Hi",
      "  echo -n \"From a pipe\" | messaging-client send --plugin file --to +47... -",
      "  messaging-client status 17 18 --json",
      "",
      "messaging-client COMMAND --help tells the options of a command."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Refused or failed: the same command would fail again.",
      "2:The command line cannot be used.",
      "3:The server cannot be reached or is busy: try again later.",
      "4:The user, password or ticket is not accepted.",
      "5:The outcome is not known, or some messages were sent and others not."
    },
    subcommandsRepeatable = false)
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    Surroundings surroundings = new Surroundings(System.getenv(), System.in, Main::askAtConsole);
    System.exit(commandLine(surroundings).execute(args));
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine commands =
        new CommandLine(new Main())
            .addSubcommand(new CreateMessageCommand(surroundings))
            .addSubcommand(new SendCommand(surroundings))
            .addSubcommand(new StatusCommand(surroundings))
            .addSubcommand(new SetStatusCommand(surroundings))
            .addSubcommand(new PluginsCommand(surroundings));
    addStandardOptions(commands);
    commands.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
    commands.setParameterExceptionHandler((failure, args) -> reportUsage(failure));
    commands.setUsageHelpAutoWidth(true);
    return commands;
  }

  private static void addStandardOptions(CommandLine commands) {
    commands.getCommandSpec().mixinStandardHelpOptions(true);
    commands
        .getSubcommands()
        .values()
        .forEach(
            command -> {
              command.getCommandSpec().mixinStandardHelpOptions(true);
              command.getCommandSpec().versionProvider(new Version());
            });
  }

  /** Without a command there is nothing to do but to say so. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "No command is given");
  }

  private static Optional<String> askAtConsole(String question) {
    Console console = System.console();
    return console == null
        ? Optional.empty()
        : Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
  }

  private static int reportUsage(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(Output.printable(failure.getMessage()));
    err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    err.flush();
    return ExitCode.USAGE.number();
  }

  private static int report(Exception failure, CommandLine command) throws Exception {
    ExitCode code;
    if (failure instanceof MessagingClientException refused) {
      code = ExitCode.of(refused);
    } else if (failure instanceof UsageException) {
      code = ExitCode.USAGE;
    } else {
      throw failure;
    }
    ClientCommand client = (ClientCommand) command.getCommandSpec().userObject();
    PrintWriter err = command.getErr();
    if (client.json()) {
      err.println(asJson(failure, code));
    } else {
      err.println(Output.printable(failure.getMessage()));
      wayOut(failure).ifPresent(err::println);
    }
    if (client.verbose()) {
      failure.printStackTrace(err);
    }
    err.flush();
    return code.number();
  }

  private static Optional<String> wayOut(Exception failure) {
    if (!(failure instanceof MessagingClientException refused)) {
      return Optional.empty();
    }
    return switch (ExitCode.of(refused)) {
      case UNCERTAIN, TRY_LATER ->
          refused.idempotencyKey().map(key -> "To repeat it safely, add: --idempotency-key " + key);
      case NOT_AUTHENTICATED ->
          Optional.of(
              "Give another --user, --password-file or --ticket, or set MESSAGING_PASSWORD.");
      case OK, FAILED, USAGE -> Optional.empty();
    };
  }

  private static String asJson(Exception failure, ExitCode code) {
    return Output.toJson(
        json -> {
          json.writeObjectFieldStart("error");
          json.writeStringField("kind", code.name());
          if (failure instanceof RejectedException rejected) {
            json.writeStringField("code", rejected.code());
          }
          json.writeStringField("message", failure.getMessage());
          if (failure instanceof MessagingClientException refused
              && refused.idempotencyKey().isPresent()) {
            json.writeStringField("idempotencyKey", refused.idempotencyKey().get());
          }
          json.writeEndObject();
        });
  }

  /** The version in the JAR's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"messaging-client " + (version == null ? "(development)" : version)};
    }
  }
}
