package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The incoming messages that a command changes: those named by id, or dead letters. */
final class ChosenMessages {

  private static final String NOT_KEPT =
      "Outgoing messages are neither retried nor discarded here: their content is not kept. The"
          + " caller sends again what was not sent";

  @Parameters(paramLabel = "ID", arity = "0..*", description = "The messages' ids.")
  private List<Long> ids = new ArrayList<>();

  @Option(
      names = "--all-dead",
      description = "All dead letters of --plugin, or with --every-plugin.")
  private boolean allDead;

  @Option(
      names = "--plugin",
      paramLabel = "NAME",
      description = "With --all-dead: its dead letters.")
  private Optional<String> plugin = Optional.empty();

  @Option(names = "--every-plugin", description = "With --all-dead: those of all plugins.")
  private boolean everyPlugin;

  @Option(names = "--dry-run", description = "With --all-dead: only tell how many there are.")
  private boolean dryRun;

  @Option(names = "--yes", description = "With --all-dead: do not ask.")
  private boolean yes;

  @Option(names = "--outgoing", hidden = true)
  private boolean outgoing;

  void check() {
    if (outgoing) {
      throw new CliException(NOT_KEPT);
    }
    if (ids.isEmpty() != allDead) {
      throw new CliException("Give ids, or --all-dead with --plugin NAME or --every-plugin");
    }
    if (allDead && plugin.isPresent() == everyPlugin) {
      throw new CliException("--all-dead needs either --plugin NAME or --every-plugin");
    }
    if (!allDead && (plugin.isPresent() || everyPlugin || dryRun)) {
      throw new CliException(
          "--plugin, --every-plugin and --dry-run go with --all-dead, not with ids");
    }
  }

  List<Long> ids() {
    return ids;
  }

  boolean allDead() {
    return allDead;
  }

  Optional<String> plugin() {
    return plugin;
  }

  boolean dryRun() {
    return dryRun;
  }

  boolean yes() {
    return yes;
  }

  /** Whose dead letters, in words. */
  String whose() {
    return plugin.map(name -> "plugin '%s'".formatted(name)).orElse("all plugins");
  }
}
