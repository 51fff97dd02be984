package org.messagingagent.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.AdministrationClient;
import org.messagingagent.server.store.StoreException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What all commands share: where the settings come from, and the way to the administration. */
final class Context {

  private final Terminal terminal;
  private final Launcher launcher;
  private final LogSetup logs;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Read settings from this file of 'key = value' lines.")
  private Path file;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The data directory; the same as --set messaging.data-dir=DIR.")
  private Path dataDirectory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Set a setting; goes before the environment and the file. Repeatable.")
  private Map<String, String> set = new HashMap<>();

  @Mixin private RemoteOptions remote = new RemoteOptions();

  Context(Terminal terminal, Launcher launcher, LogSetup logs) {
    this.terminal = terminal;
    this.launcher = launcher;
    this.logs = logs;
  }

  Terminal terminal() {
    return terminal;
  }

  Launcher launcher() {
    return launcher;
  }

  LogSetup logs() {
    return logs;
  }

  SettingsReader.Result settings() {
    Map<String, String> commandLine = new HashMap<>(set);
    if (dataDirectory != null) {
      commandLine.put(Settings.DATA_DIR.key(), dataDirectory.toString());
    }
    return SettingsReader.read(commandLine, terminal.environment(), Optional.ofNullable(file));
  }

  /**
   * Does something with the administration: that of the server which is named, else of the one
   * which has the data directory, else the directory's own while this command has it.
   */
  void administer(Consumer<Administration> work) {
    Optional<Administration> named = remote.find(terminal);
    if (named.isPresent()) {
      work.accept(named.get());
      return;
    }
    SettingsReader.Result settings = settings();
    logs.apply("warn", settings.values().get(Settings.LOG_FORMAT));
    Path directory = settings.server().dataDirectory();
    if (!Files.isDirectory(directory)) {
      throw new CliException(
          "There is no data directory %s; start the server once, or name its directory with --data-dir"
              .formatted(directory.toAbsolutePath().normalize()));
    }
    Launcher.Offline offline;
    try {
      offline = launcher.open(settings.server());
    } catch (StoreException inUse) {
      // A file left by a server that was killed is not asked: nobody has the directory then.
      work.accept(AdministrationClient.find(directory).orElseThrow(() -> inUse));
      return;
    }
    try (offline) {
      work.accept(offline.administration());
    }
  }
}
