package org.messagingagent.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.messagingagent.server.prove.Prove;
import org.messagingagent.server.prove.ProveConfig;
import org.messagingagent.server.prove.StoreCounts;
import org.messagingagent.server.prove.Verdict;
import org.messagingagent.server.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  private final Context context;

  @Mixin private ProveOptions options = new ProveOptions();

  ProveCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    SettingsReader.Result settings = context.settings();
    settings.warnings().forEach(this::progress);
    long seed =
        options.seed().orElseGet(() -> (long) new SecureRandom().nextInt(Integer.MAX_VALUE));
    Path directory = options.directory(settings.server().dataDirectory(), seed);
    String password = password();
    ProveNodes start = checked(() -> new ProveNodes(settings.values(), directory, password));
    ProveConfig config =
        checked(() -> options.config(start.isPostgres(), start.lease(), directory, seed));
    Prove.Setup setup =
        new Prove.Setup(
            start,
            start.servers(),
            ProveNodes.USER,
            password,
            () -> start.counts(context.launcher()),
            this::progress);
    Prove prove = checked(() -> new Prove(config, setup));
    ProveOptions.make(directory);
    progress("Seed %d; record and logs in %s".formatted(seed, directory));
    if (start.isPostgres()) {
      checkEmpty(start.counts(context.launcher()));
    }
    Verdict verdict = run(prove);
    if (verdict.proven() && !options.keep()) {
      deleteMessages(start);
    }
    if (options.json()) {
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

  private static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new SettingsException(List.of(e.getMessage()));
    }
  }

  private static void checkEmpty(StoreCounts before) {
    if (before.waiting() + before.handled() + before.ended() > 0) {
      throw new CliException(
          "The schema %1$s holds the messages of another proof; wait for its end, or delete it: DROP SCHEMA %1$s CASCADE"
              .formatted(ProveNodes.SCHEMA));
    }
  }

  private void deleteMessages(ProveNodes start) {
    try {
      start.deleteMessages();
    } catch (IOException | StoreException e) {
      progress(
          "The messages of the proof could not be deleted: %s. Delete %s yourself"
              .formatted(e.getMessage(), start.place()));
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
