package org.messagingagent.server.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.http.HttpStartException;
import org.messagingagent.server.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The executable JAR's entry. */
@Command(
    name = "messaging-server",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "A messaging agent: takes messages in over SOAP and hands them to plugins, and sends through"
          + " plugins.",
      "Without a command it runs the server. The other commands act on the server that --server"
          + " names, else on the one that runs on the data directory, or on the directory itself where"
          + " none runs."
    },
    footerHeading = "%nExit status:%n",
    footer = {
      "  0  done; the server: stopped as asked",
      "  1  could not be done; standard error says why",
      "  2  the command line or the settings are wrong"
    })
public final class Main implements Runnable {

  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  @Mixin private final Context context;

  private final ServeCommand serve;

  private Main(Context context, Lifetime lifetime) {
    this.context = context;
    this.serve = new ServeCommand(context, lifetime);
  }

  /** Runs the command that the arguments name, and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // What Guice wires once at the start needs no classes made for it; newer JDKs warn of how it
    // makes them.
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
    // UTF-8 whatever the platform says: what is printed is read by scripts.
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(out, err, System.in, System.getenv(), Main::askForSecret, Main::ask);
    System.exit(
        run(terminal, new ServerLauncher(), Logging::configure, Main::untilSignal, arguments));
  }

  /** As {@link #main}, without ending the process; answers the exit status. */
  static int run(
      Terminal terminal, Launcher launcher, LogSetup logs, Lifetime lifetime, String... arguments) {
    // Before anything logs: what comes before the settings are known is of interest only if wrong.
    logs.apply("warn", "plain");
    Context context = new Context(terminal, launcher, logs);
    Main main = new Main(context, lifetime);
    CommandLine commandLine =
        new CommandLine(main)
            .addSubcommand("serve", main.serve)
            .addSubcommand("user", new UserCommand(context))
            .addSubcommand(
                "plugins",
                new CommandLine(new PluginsCommand(context))
                    .addSubcommand("verify", new PluginsVerifyCommand(context)))
            .addSubcommand(
                "messages",
                new CommandLine(new MessagesCommand(context))
                    .addSubcommand("retry", new RetryCommand(context))
                    .addSubcommand("discard", new DiscardCommand(context)))
            .addSubcommand("queues", new QueuesCommand(context))
            .addSubcommand("nodes", new NodesCommand(context))
            .addSubcommand("audit", new AuditCommand(context))
            .addSubcommand("receipts", new ReceiptsCommand(context))
            .addSubcommand("prove", new ProveCommand(context))
            .addSubcommand("prove-node", new ProveNodeCommand(context, lifetime))
            .addSubcommand("store", new StoreCommand(context))
            .addSubcommand("settings", new SettingsCommand(context))
            .addSubcommand("help", new CommandLine.HelpCommand())
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setUsageHelpAutoWidth(true)
            .setExecutionExceptionHandler((failure, command, parsed) -> report(terminal, failure));
    return commandLine.execute(arguments);
  }

  @Override
  public void run() {
    serve.run();
  }

  private static int report(Terminal terminal, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    int status = failure instanceof SettingsException ? WRONG_USE : FAILED;
    boolean told =
        failure instanceof SettingsException
            || failure instanceof CliException
            || failure instanceof AdministrationException
            || failure instanceof StoreException
            || failure instanceof HttpStartException;
    if (!told) {
      Logger log = LoggerFactory.getLogger(Main.class);
      log.error("This should not have happened; please report it", failure);
      message = "Failed: " + failure;
    }
    terminal.err().println("messaging-server: " + message);
    terminal.err().flush();
    return status;
  }

  private static Optional<String> askForSecret(String prompt) {
    Console console = System.console();
    if (console == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new);
  }

  private static Optional<String> ask(String question) {
    Console console = System.console();
    return console == null
        ? Optional.empty()
        : Optional.ofNullable(console.readLine("%s", question));
  }

  /**
   * Waits for SIGTERM or SIGINT and stops the server. The machine's own exit status would be 143
   * then; a stop that was asked for is no failure.
   */
  private static void untilSignal(Launcher.Running server) {
    Thread stop =
        new Thread(
            () -> {
              server.close();
              Runtime.getRuntime().halt(0);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long a server runs. */
  @FunctionalInterface
  interface Lifetime {
    void await(Launcher.Running server);
  }

  /** From the JAR's manifest. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "messaging-server " + (version == null ? "(unpackaged)" : version),
        "Java " + Runtime.version()
      };
    }
  }
}
