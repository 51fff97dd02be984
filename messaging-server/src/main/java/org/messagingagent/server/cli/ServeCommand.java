package org.messagingagent.server.cli;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingagent.server.support.NearestText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Runs the server. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the server until it is told to stop (SIGTERM or Ctrl-C).",
      "The last line of a start on standard output is 'Messaging agent ready at URL'; logs go to"
          + " standard error. 'settings' lists what can be set."
    })
final class ServeCommand implements Runnable {

  private final Context context;
  private final Main.Lifetime lifetime;

  ServeCommand(Context context, Main.Lifetime lifetime) {
    this.context = context;
    this.lifetime = lifetime;
  }

  @Override
  public void run() {
    SettingsReader.Result settings = context.settings();
    context
        .logs()
        .apply(
            settings.values().get(Settings.LOG_LEVEL), settings.values().get(Settings.LOG_FORMAT));
    Logger log = LoggerFactory.getLogger(ServeCommand.class);
    settings.warnings().forEach(log::warn);
    StandardStreams streams = StandardStreams.keptOpen();
    Set<String> asked = ConcurrentHashMap.newKeySet();
    try (Launcher.Running server =
        context
            .launcher()
            .start(
                settings.server(),
                plugin -> {
                  asked.add(plugin);
                  return pluginSettings(plugin);
                })) {
      warnOfNobodys(settings.server().pluginSettings().keySet(), Set.copyOf(asked), log);
      server
          .initialPasswordFile()
          .ifPresent(
              file ->
                  context
                      .terminal()
                      .print(
                          "The password of the first user, admin, is in %s; it goes when the password is changed"
                              .formatted(file)));
      context.terminal().print("Messaging agent ready at " + server.address());
      lifetime.await(server);
    } finally {
      streams.restore();
    }
  }

  /**
   * A name that is mistyped would otherwise look like a plugin that was never set up.
   *
   * @param configured the names under which there are settings
   * @param asked the names of all plugins that there are, which were asked for theirs
   */
  private static void warnOfNobodys(Set<String> configured, Set<String> asked, Logger log) {
    for (String name : new TreeSet<>(configured)) {
      if (!asked.contains(name)) {
        log.warn(
            "There are settings of a plugin '{}', and no such plugin was found{}; 'plugins' lists"
                + " those that there are",
            name,
            NearestText.of(name, asked).map(near -> "; did you mean " + near + "?").orElse(""));
      }
    }
  }

  /** Read again each time, so that a plugin that is restarted gets what stands in the file then. */
  private Map<String, String> pluginSettings(String plugin) {
    return context.settings().server().pluginSettings().getOrDefault(plugin, Map.of());
  }
}
