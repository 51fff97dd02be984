package org.messagingagent.server.cli;

import java.util.List;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plugins. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Shows the plugins of the running server, and pauses or restarts one of them.",
      "Without a command it lists them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  messaging-server plugins",
      "  messaging-server plugins describe sms",
      "  messaging-server plugins restart sms"
    })
final class PluginsCommand implements Runnable {

  private static final String EXAMPLE = "%nExample:%n";
  private static final String NAME = "The plugin's name, as 'plugins list' shows it.";

  private final Context context;

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  PluginsCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    list(json);
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists the plugins of the running server, also those that failed, with the reason.",
        "SPI: the versions of the plugin interface that it runs with. STATE: running, paused,"
            + " suspended (too many of its calls failed), stuck (its calls do not end), stopping,"
            + " failed, or off. HEALTH: what it says of itself."
      },
      footerHeading = EXAMPLE,
      footer = "  messaging-server plugins list --json")
  void list(@Option(names = "--json", description = "For scripts.") boolean asJson) {
    context.administer(
        administration -> {
          List<PluginEntry> plugins = administration.plugins();
          if (asJson || json) {
            context.terminal().printJson(plugins);
          } else {
            PluginsText.print(plugins, context.terminal());
          }
        });
  }

  @Command(
      name = "describe",
      mixinStandardHelpOptions = true,
      description = {
        "Shows all that is known of a plugin: what it does, its settings with their values, its"
            + " limits, and its figures.",
        "The values of secrets are not shown."
      },
      footerHeading = EXAMPLE,
      footer = "  messaging-server plugins describe sms")
  void describe(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(names = "--json", description = "For scripts.") boolean asJson) {
    context.administer(
        administration -> {
          PluginDetail plugin = administration.plugin(name);
          if (asJson || json) {
            context.terminal().printJson(plugin);
          } else {
            PluginsText.print(plugin, context.terminal());
          }
        });
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = {
        "Hands a plugin no messages any more: incoming ones wait, sending is refused. It stays so"
            + " over a restart of the server, until 'plugins resume'.",
        "Calls that run go on; so do its gateway's requests and its own jobs."
      },
      footerHeading = EXAMPLE,
      footer = "  messaging-server plugins pause sms")
  void pause(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    context.administer(
        administration -> {
          administration.pausePlugin(name);
          say("Plugin %s is paused; 'plugins resume %s' hands it messages again", name, name);
        });
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Hands a paused plugin messages again. What has waited comes first.",
      footerHeading = EXAMPLE,
      footer = "  messaging-server plugins resume sms")
  void resume(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    context.administer(
        administration -> {
          administration.resumePlugin(name);
          say("Plugin %s is handed messages again", name);
        });
  }

  @Command(
      name = "restart",
      mixinStandardHelpOptions = true,
      description = {
        "Stops a plugin and starts it anew from its JAR, while the server and the other plugins go"
            + " on. Its calls are waited for within their time-outs, so that it may take minutes.",
        "So a new version is put in place, a plugin that failed gets another try, and one that was"
            + " put into the plugins directory is started."
      },
      footerHeading = EXAMPLE,
      footer = {
        "  cp sms-2.1.jar plugins/sms.jar",
        "  messaging-server plugins restart sms",
      })
  void restart(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    context.administer(
        administration -> {
          say("Restarting plugin %s: its calls are waited for, then it starts anew ...", name);
          say("%s", administration.restartPlugin(name));
        });
  }

  private void say(String sentence, Object... parts) {
    context.terminal().print(Terminal.harmless(sentence.formatted(parts)));
  }
}
