package org.messagingagent.server.cli;

import java.util.Map;
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
    try (Launcher.Running server =
        context.launcher().start(settings.server(), this::pluginSettings)) {
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

  /** Read again each time, so that a plugin that is restarted gets what stands in the file then. */
  private Map<String, String> pluginSettings(String plugin) {
    return context.settings().server().pluginSettings().getOrDefault(plugin, Map.of());
  }
}
