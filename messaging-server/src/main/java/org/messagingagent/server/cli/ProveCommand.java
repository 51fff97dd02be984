package org.messagingagent.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingagent.server.prove.Prove;
import org.messagingagent.server.prove.ProveConfig;
import org.messagingagent.server.prove.StoreCounts;
import org.messagingagent.server.prove.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The proof that nothing is lost. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Proves on this machine that no message is lost and none is handled out of order.",
      "Runs server processes of its own under load, kills them, pauses them for longer than their"
          + " lease, cuts their database connections, and judges what became of each message. It"
          + " takes about two minutes.",
      "On SQLite it works in a new directory below the data directory, on PostgreSQL in the schema"
          + " messaging_prove, which the database user needs the right to create. No message of a"
          + " real server is touched, and one may run meanwhile."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:proven",
      "1:not proven, or it could not be done",
      "2:the command line or the settings are wrong"
    })
final class ProveCommand implements Callable<Integer> {

  private static final int PASSWORD_BYTES = 24;
  private static final Duration USUAL = Duration.ofHours(1);

  private final Context context;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "How many servers; 1 on SQLite, 3 on PostgreSQL without it.")
  private Optional<Integer> nodes = Optional.empty();

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "How often one is killed (SIGKILL); 18 without it.")
  private Optional<Integer> kills = Optional.empty();

  @Option(
      names = "--pauses",
      paramLabel = "N",
      description =
          "How often one is stopped for longer than its lease and continued (SIGSTOP, SIGCONT);"
              + " without it 0 on SQLite, 5 on PostgreSQL. Not on Windows.")
  private Optional<Integer> pauses = Optional.empty();

  @Option(
      names = "--cuts",
      paramLabel = "N",
      description =
          "How often the database connections of one are cut; without it 0 on SQLite, 10 on"
              + " PostgreSQL.")
  private Optional<Integer> cuts = Optional.empty();

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description =
          "How many callers send in order, each in its session; ${DEFAULT-VALUE} without it.")
  private int sessions = 16;

  @Option(
      names = "--callers",
      paramLabel = "N",
      description = "How many callers send without a session; ${DEFAULT-VALUE} without it.")
  private int callers = 4;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Messages a second of all callers together, at most; ${DEFAULT-VALUE} without it.")
  private int rate = 200;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Repeats the moments and choices of a run; a new one without it.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description =
          "How long there is load, at most; 3600 without it. It ends as soon as all kills, pauses and"
              + " cuts are done.")
  private Optional<Integer> duration = Optional.empty();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the record, the logs and the data go; new or empty. Without it, a new"
              + " one below the data directory.")
  private Optional<Path> dir = Optional.empty();

  @Option(names = "--keep", description = "Keep the SQLite file also where the proof succeeds.")
  private boolean keep;

  @Option(names = "--json", description = "The verdict for scripts.")
  private boolean json;

  ProveCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    SettingsReader.Result settings = context.settings();
    settings.warnings().forEach(this::progress);
    long chosen = seed.orElseGet(() -> (long) new SecureRandom().nextInt(Integer.MAX_VALUE));
    Path directory = directory(settings.server().dataDirectory(), chosen);
    String password = password();
    ProveNodes start = new ProveNodes(settings.values(), directory, password);
    ProveConfig config = checked(() -> config(start, directory, chosen));
    Prove.Setup setup =
        new Prove.Setup(
            start,
            start.servers(),
            ProveNodes.USER,
            password,
            () -> start.counts(context.launcher()),
            this::progress);
    Prove prove = checked(() -> new Prove(config, setup));
    make(directory);
    progress("Seed %d; record and logs in %s".formatted(chosen, directory));
    if (start.isPostgres()) {
      checkEmpty(start.counts(context.launcher()));
    }
    Verdict verdict = run(prove);
    if (verdict.proven() && !keep) {
      deleteData(directory.resolve("data"));
    }
    if (json) {
      context.terminal().printJson(verdict);
    } else {
      context.terminal().print(verdict.text());
    }
    return verdict.proven() ? 0 : 1;
  }

  /** On Ctrl-C the nodes go first, then we do. */
  private static Verdict run(Prove prove) throws InterruptedException {
    Thread end = new Thread(prove::close, "prove-end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      return prove.run();
    } catch (IOException e) {
      throw new CliException("The proof could not be done: " + e.getMessage());
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(end);
      } catch (IllegalStateException e) {
        // The process is ending: the hook does its work.
      }
    }
  }

  private ProveConfig config(ProveNodes start, Path directory, long chosen) {
    int servers = nodes.orElse(start.isPostgres() ? 3 : 1);
    if (servers > 1 && !start.isPostgres()) {
      throw new IllegalArgumentException(
          "SQLite is for one node; run the proof with --nodes 1, was " + servers);
    }
    return new ProveConfig(
        servers,
        kills.orElse(18),
        pauses.orElse(start.isPostgres() ? 5 : 0),
        cuts.orElse(start.isPostgres() ? 10 : 0),
        sessions,
        callers,
        rate,
        chosen,
        duration.map(Duration::ofSeconds).orElse(USUAL),
        start.lease(),
        directory);
  }

  private static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new SettingsException(List.of(e.getMessage()));
    }
  }

  private Path directory(Path dataDirectory, long chosen) {
    Path chosenDirectory =
        dir.orElse(dataDirectory.resolve("prove").resolve("run-" + chosen))
            .toAbsolutePath()
            .normalize();
    if (Files.exists(chosenDirectory) && !isEmptyDirectory(chosenDirectory)) {
      throw new SettingsException(
          List.of(
              "%s is not an empty directory; name another with --dir".formatted(chosenDirectory)));
    }
    return chosenDirectory;
  }

  private static void checkEmpty(StoreCounts before) {
    if (before.waiting() + before.handled() + before.ended() > 0) {
      throw new CliException(
          "The schema %s holds the messages of another proof; wait for its end, or drop the schema"
              .formatted(ProveNodes.SCHEMA));
    }
  }

  private static boolean isEmptyDirectory(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static void make(Path directory) {
    try {
      if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new CliException(
          "The directory %s cannot be made; name another with --dir".formatted(directory));
    }
  }

  private void deleteData(Path data) {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      progress("The messages of the proof in %s could not be deleted; delete it".formatted(data));
    }
  }

  private static String password() {
    byte[] bits = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private void progress(String line) {
    context.terminal().err().println(line);
    context.terminal().err().flush();
  }
}
