package org.messagingagent.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.messagingagent.server.ServerConfig;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.copy.StoreAddress;
import org.messagingagent.server.store.copy.StoreBackup;
import org.messagingagent.server.store.copy.StoreCheck;
import org.messagingagent.server.store.copy.StoreCopy;
import org.messagingagent.server.store.postgres.PgTables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The store as a whole. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = "Backs up, checks and moves what the server keeps.")
final class StoreCommand {

  private final Context context;

  StoreCommand(Context context) {
    this.context = context;
  }

  @Command(
      name = "copy",
      mixinStandardHelpOptions = true,
      description = {
        "Copies everything from one store into another, which must be empty: from SQLite to"
            + " PostgreSQL, back, or into another data directory.",
        "In PostgreSQL it is the schema of messaging.store.schema; its tables are made.",
        "No server may be running on either."
      })
  void copy(
      @Option(
              names = "--from",
              required = true,
              paramLabel = "STORE",
              description = "A data directory, or an address such as jdbc:postgresql://host/name.")
          String from,
      @Option(names = "--to", required = true, paramLabel = "STORE", description = "The same.")
          String to,
      @Option(
              names = "--database-user",
              paramLabel = "NAME",
              description = "The user of PostgreSQL, where the address names none.")
          Optional<String> user,
      @Option(
              names = "--password-file",
              paramLabel = "FILE",
              description = "Its password, the first line; without it, as in ~/.pgpass.")
          Optional<Path> passwordFile,
      @Option(
              names = "--restart",
              description = "Empty a copy that was interrupted, and begin again.")
          boolean restart) {
    prepareLogs();
    Optional<String> password = passwordFile.map(StoreCommand::password);
    StoreCopy.Result result =
        StoreCopy.copy(
            address(from, user, password), address(to, user, password), restart, this::tell);
    context
        .terminal()
        .print("Copied %,d rows, and counted them on both sides".formatted(result.rows()));
    if (result.keysLeftOut() > 0) {
      context
          .terminal()
          .err()
          .println(
              "%,d idempotency keys of several messages could not be kept: a repeat of such a call within their time is taken as new"
                  .formatted(result.keysLeftOut()));
    }
  }

  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      description = {
        "Writes the database of the data directory, as it is at this moment, to a file.",
        "The server may be running. To restore, put the file as messaging.db into an empty data"
            + " directory."
      })
  void backup(@Parameters(paramLabel = "FILE", description = "Must not exist yet.") Path file) {
    prepareLogs();
    long bytes = StoreBackup.backUp(directory(), file);
    context.terminal().print("Wrote %s, %,d bytes".formatted(file, bytes));
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Reads the whole database of the data directory and tells what is wrong with it.",
        "It changes nothing; the server may be running."
      })
  void check() {
    prepareLogs();
    StoreCheck.Finding finding = StoreCheck.check(directory());
    Terminal terminal = context.terminal();
    terminal.print("Version %d%s".formatted(finding.version(), versionNote(finding)));
    Map<String, Long> sorted = new TreeMap<>(finding.incoming());
    sorted.forEach(
        (what, messages) ->
            terminal.print("%,d incoming, %s".formatted(messages, Terminal.harmless(what))));
    if (!finding.problems().isEmpty()) {
      throw new CliException("The database is not whole: " + String.join("; ", finding.problems()));
    }
    terminal.print("No problem found");
  }

  @Command(
      name = "schema",
      mixinStandardHelpOptions = true,
      description =
          "Prints the statements that make the schema and the tables in PostgreSQL, for servers that"
              + " may not make them (messaging.store.migrate=false).")
  void schema() {
    context.terminal().print(PgTables.script(settings().schema()));
  }

  private static String versionNote(StoreCheck.Finding finding) {
    if (finding.version() == finding.knownVersion()) {
      return "";
    }
    return finding.version() < finding.knownVersion()
        ? "; the server brings it to %d when it starts".formatted(finding.knownVersion())
        : "; this server knows %d".formatted(finding.knownVersion());
  }

  private void tell(StoreCopy.Progress progress) {
    long percent = progress.total() == 0 ? 100 : progress.rows() * 100 / progress.total();
    context
        .terminal()
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "%s: %,d of %,d rows (%d %%), %,d/s",
                progress.table(),
                progress.rows(),
                progress.total(),
                percent,
                progress.perSecond()));
  }

  private void prepareLogs() {
    context.logs().apply("warn", context.settings().values().get(Settings.LOG_FORMAT));
  }

  /** Of the SQLite file; one that was left behind by a move to PostgreSQL is not taken for it. */
  private Path directory() {
    ServerConfig config = context.settings().server();
    config
        .store()
        .place()
        .ifPresent(
            place -> {
              throw new CliException(
                  "This is for SQLite, and messages are kept in %s (messaging.store.url); use pg_dump, or PostgreSQL's other tools"
                      .formatted(place));
            });
    return config.dataDirectory();
  }

  private StoreConfig settings() {
    return context.settings().server().store();
  }

  private StoreAddress address(String text, Optional<String> user, Optional<String> password) {
    try {
      return StoreAddress.parse(text, settings(), user, password);
    } catch (IllegalArgumentException e) {
      throw new CliException(e.getMessage());
    }
  }

  private static String password(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .findFirst()
          .orElseThrow(() -> new CliException("There is no password in the first line of " + file));
    } catch (IOException e) {
      throw new CliException("The password cannot be read: " + e.getMessage());
    }
  }
}
