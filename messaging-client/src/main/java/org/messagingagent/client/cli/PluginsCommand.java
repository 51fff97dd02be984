package org.messagingagent.client.cli;

import java.util.List;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.PluginInfo;
import picocli.CommandLine.Command;

@Command(name = "plugins", description = "List the installed plugins.")
final class PluginsCommand extends ClientCommand {

  PluginsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitCode run(Output output) {
    List<PluginInfo> plugins;
    try (MessagingClient client = connect()) {
      plugins = client.getPlugins();
    }
    if (json()) {
      output.json(
          json -> {
            json.writeArrayFieldStart("plugins");
            for (PluginInfo plugin : plugins) {
              json.writeStartObject();
              json.writeStringField("name", plugin.name());
              json.writeArrayFieldStart("formats");
              for (String format : plugin.formats()) {
                json.writeString(format);
              }
              json.writeEndArray();
              json.writeBooleanField("supportsConfig", plugin.supportsConfig());
              json.writeEndObject();
            }
            json.writeEndArray();
          });
    } else if (plugins.isEmpty()) {
      output.line("No plugin is installed.");
    } else {
      output.table(
          List.of("NAME", "CONFIG", "FORMATS"),
          plugins.stream()
              .map(
                  plugin ->
                      List.of(
                          plugin.name(),
                          plugin.supportsConfig() ? "yes" : "no",
                          plugin.formats().isEmpty()
                              ? "(any)"
                              : String.join(", ", plugin.formats())))
              .toList());
    }
    return ExitCode.OK;
  }
}
