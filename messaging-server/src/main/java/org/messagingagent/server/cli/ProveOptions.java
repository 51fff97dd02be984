package org.messagingagent.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingagent.server.prove.ProveConfig;
import picocli.CommandLine.Option;

/** What an operator may choose of a proof. */
final class ProveOptions {

  private static final Duration USUAL = Duration.ofHours(1);

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

  @Option(names = "--keep", description = "Keep the messages of the proof also where it succeeds.")
  private boolean keep;

  @Option(names = "--json", description = "The verdict for scripts.")
  private boolean json;

  Optional<Long> seed() {
    return seed;
  }

  boolean keep() {
    return keep;
  }

  boolean json() {
    return json;
  }

  /**
   * What is asked for, with what goes without saying.
   *
   * @throws IllegalArgumentException naming the option that cannot be so
   */
  ProveConfig config(boolean postgres, Duration lease, Path directory, long chosen) {
    int servers = nodes.orElse(postgres ? 3 : 1);
    if (servers > 1 && !postgres) {
      throw new IllegalArgumentException(
          "SQLite is for one node; run the proof with --nodes 1, was " + servers);
    }
    return new ProveConfig(
        servers,
        kills.orElse(18),
        pauses.orElse(postgres ? 5 : 0),
        cuts.orElse(postgres ? 10 : 0),
        sessions,
        callers,
        rate,
        chosen,
        duration.map(Duration::ofSeconds).orElse(USUAL),
        lease,
        directory);
  }

  /**
   * Where the proof goes.
   *
   * @throws SettingsException where there is something already
   */
  Path directory(Path dataDirectory, long chosen) {
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

  /** Makes it, for its owner alone. */
  static void make(Path directory) {
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
}
