package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.Administration.PluginMetricEntry;
import org.messagingagent.server.admin.Administration.PluginSettingEntry;

/** Plugins as text for people. What comes from vendors is made harmless. */
final class PluginsText {

  private PluginsText() {}

  static void print(List<PluginEntry> plugins, Terminal terminal) {
    if (plugins.isEmpty()) {
      terminal.print("No plugins; where no server runs, none are known");
      return;
    }
    Table table =
        new Table("NAME", "VERSION", "SPI", "STATE", "HEALTH", "DOES", "FORMATS", "LOCATION");
    for (PluginEntry plugin : plugins) {
      table.row(
          plugin.name().isEmpty() ? "?" : plugin.name(),
          plugin.version(),
          plugin.builtFor(),
          plugin.state(),
          plugin.health(),
          does(plugin),
          formats(plugin),
          plugin.location());
    }
    table.print(terminal);
    plugins.stream()
        .filter(plugin -> !plugin.problem().isEmpty())
        .forEach(plugin -> line(terminal, "%s: %s", subject(plugin), plugin.problem()));
  }

  static void print(PluginDetail detail, Terminal terminal) {
    PluginEntry plugin = detail.plugin();
    field(terminal, "Name", plugin.name());
    field(terminal, "Does", detail.description());
    field(terminal, "Version", plugin.version());
    field(terminal, "SPI", plugin.builtFor());
    field(terminal, "State", plugin.state());
    field(terminal, "Health", plugin.health());
    field(terminal, "Problem", plugin.problem());
    field(terminal, "Directions", does(plugin));
    if (!isIdle(plugin)) {
      field(terminal, "Formats", formats(plugin));
    }
    if (detail.maxContentLength() > 0) {
      field(terminal, "Longest content", detail.maxContentLength() + " characters");
    }
    field(terminal, "Callbacks at", detail.callbackAddress());
    field(terminal, "Location", plugin.location());
    if (isIdle(plugin)) {
      settingsOfIdle(terminal, detail.settings());
      return;
    }
    settings(terminal, "Settings", detail.settings());
    settings(terminal, "Limits", detail.limits());
    figures(terminal, detail.metrics());
  }

  private static void settings(Terminal terminal, String heading, List<PluginSettingEntry> all) {
    terminal.print("");
    terminal.print(all.isEmpty() ? heading + ": none" : heading + ":");
    for (PluginSettingEntry setting : all) {
      line(terminal, "  %s = %s", setting.key(), setting.value());
      about(terminal, setting);
    }
  }

  private static void about(Terminal terminal, PluginSettingEntry setting) {
    StringBuilder about = new StringBuilder(setting.expected());
    about.append(setting.required() ? "; required" : "");
    about.append(setting.otherwise().isEmpty() ? "" : "; default: " + setting.otherwise());
    about.append(setting.isSet() ? "; set" : "");
    if (!setting.description().isEmpty()) {
      line(terminal, "      %s", setting.description());
    }
    line(terminal, "      (%s)", about);
  }

  /** What is set is not known of a plugin that does not run: only what it declares. */
  private static void settingsOfIdle(Terminal terminal, List<PluginSettingEntry> all) {
    terminal.print("");
    if (all.isEmpty()) {
      terminal.print("It does not run, and has told of no settings.");
      return;
    }
    terminal.print("It does not run. The settings that it has:");
    for (PluginSettingEntry setting : all) {
      line(terminal, "  %s", setting.key());
      about(terminal, setting);
    }
  }

  private static void figures(Terminal terminal, List<PluginMetricEntry> all) {
    List<PluginMetricEntry> some =
        all.stream().filter(figure -> !figure.value().equals("0")).toList();
    terminal.print("");
    if (some.isEmpty()) {
      terminal.print("Figures since it was started: none yet");
      return;
    }
    terminal.print("Figures since it was started; those that are 0 are left out:");
    Table table = new Table("  NAME", "VALUE", "MEANING");
    for (PluginMetricEntry figure : some) {
      String value = figure.value().isEmpty() ? "?" : figure.value();
      table.row("  " + figure.name(), value, figure.description());
    }
    table.print(terminal);
  }

  private static void field(Terminal terminal, String name, String value) {
    if (!value.isEmpty()) {
      line(terminal, "%-17s%s", name + ":", value);
    }
  }

  private static void line(Terminal terminal, String format, Object... parts) {
    terminal.print(Terminal.harmless(format.formatted(parts).replace('\n', ' ')));
  }

  private static String subject(PluginEntry plugin) {
    return isIdle(plugin) ? plugin.location() : plugin.name();
  }

  /** Whether it was not started, so that nothing is known but that. */
  private static boolean isIdle(PluginEntry plugin) {
    return plugin.state().equals("failed") || plugin.state().equals("off");
  }

  private static String formats(PluginEntry plugin) {
    if (isIdle(plugin)) {
      return "";
    }
    return plugin.formats().isEmpty() ? "any" : String.join(", ", plugin.formats());
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
    if (plugin.takesCallbacks()) {
      does.add("callbacks");
    }
    return String.join(", ", does);
  }
}
