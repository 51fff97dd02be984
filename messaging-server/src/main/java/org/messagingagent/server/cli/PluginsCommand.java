package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;
import org.messagingagent.server.admin.Administration.PluginEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plugins. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    description =
        "Lists the plugins of the running server, also those that failed, with the reason.")
final class PluginsCommand implements Runnable {

  private final Context context;

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  PluginsCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    context.administer(
        administration -> {
          List<PluginEntry> plugins = administration.plugins();
          if (json) {
            context.terminal().printJson(plugins);
            return;
          }
          if (plugins.isEmpty()) {
            context.terminal().print("No plugins; where no server runs, none are known");
            return;
          }
          Table table = new Table("NAME", "VERSION", "STATE", "DOES", "FORMATS", "LOCATION");
          for (PluginEntry plugin : plugins) {
            table.row(
                plugin.name().isEmpty() ? "?" : plugin.name(),
                plugin.version(),
                plugin.state(),
                does(plugin),
                plugin.formats().isEmpty() ? "any" : String.join(", ", plugin.formats()),
                plugin.location());
          }
          table.print(context.terminal());
          plugins.stream()
              .filter(plugin -> !plugin.problem().isEmpty())
              .forEach(
                  plugin ->
                      context
                          .terminal()
                          .print(
                              Terminal.harmless(
                                  "%s: %s".formatted(plugin.location(), plugin.problem()))));
        });
  }

  private static String does(PluginEntry plugin) {
    List<String> does = new ArrayList<>();
    if (plugin.receives()) {
      does.add("receive");
    }
    if (plugin.sends()) {
      does.add("send");
    }
    if (plugin.takesConfig()) {
      does.add("config");
    }
    return String.join(", ", does);
  }
}
