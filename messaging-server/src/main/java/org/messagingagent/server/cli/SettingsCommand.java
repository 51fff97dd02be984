package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.spi.PluginSetting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Settings. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    description = {
      "Lists all settings with their defaults and what they are for.",
      "Each is set with --set KEY=VALUE, as environment variable (messaging.http.port is"
          + " MESSAGING_HTTP_PORT), or in the file that --config names."
    })
final class SettingsCommand implements Runnable {

  private static final String MASK = "********";
  private static final List<String> SECRET_WORDS =
      List.of("password", "secret", "token", "key", "credential");

  private final Context context;

  @Option(names = "--in-force", description = "Only what is set, with the value and where.")
  private boolean inForce;

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  SettingsCommand(Context context) {
    this.context = context;
  }

  /**
   * A setting as it is listed.
   *
   * @param value as set, masked where it is secret; empty where it is not set
   * @param source where it was set
   */
  record Entry(
      String key, String type, String preset, String description, String value, String source) {}

  @Override
  public void run() {
    SettingsReader.Result settings = context.settings();
    settings.warnings().forEach(warning -> context.terminal().err().println(warning));
    context.terminal().err().flush();
    List<Entry> entries = entries(settings.values());
    if (json) {
      context.terminal().printJson(entries);
    } else if (inForce) {
      Table table = new Table("KEY", "VALUE", "SET IN");
      entries.forEach(entry -> table.row(entry.key(), entry.value(), entry.source()));
      table.print(context.terminal());
    } else {
      entries.forEach(this::describe);
    }
  }

  private List<Entry> entries(SettingValues values) {
    List<Entry> entries = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      Optional<SettingValues.Value> value = values.written(setting);
      if (inForce && value.isEmpty()) {
        continue;
      }
      entries.add(
          new Entry(
              setting.key(),
              setting.type().name(),
              setting.presetText(),
              setting.description(),
              value.map(set -> shown(setting, set.text())).orElse(""),
              value.map(SettingValues.Value::source).orElse("")));
    }
    new TreeMap<>(values.instances())
        .forEach(
            (name, plugin) ->
                entries.add(
                    new Entry(
                        InstanceKeys.PREFIX + name,
                        "text",
                        "",
                        "The plugin that runs once more under this name",
                        plugin,
                        "settings")));
    new TreeMap<>(values.pluginSettings())
        .forEach(
            (plugin, settings) ->
                new TreeMap<>(settings).forEach((key, value) -> add(entries, plugin, key, value)));
    return entries;
  }

  private static void add(List<Entry> entries, String plugin, String key, String value) {
    String name = plugin.contains(".") ? "\"" + plugin + "\"" : plugin;
    entries.add(
        new Entry(
            PluginKeys.PREFIX + name + "." + key,
            "text",
            "",
            "A setting of plugin " + plugin,
            isSecret(key) ? MASK : value,
            "settings"));
  }

  private static String shown(Setting<?> setting, String text) {
    if (setting.secret()) {
      return MASK;
    }
    return setting == StoreSettings.URL ? StoreConfig.masked(text) : text;
  }

  /** The server does not know which settings of a plugin are secret, so it guesses, and widely. */
  private static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return SECRET_WORDS.stream().anyMatch(lower::contains);
  }

  private void describe(Entry entry) {
    Terminal terminal = context.terminal();
    terminal.print(entry.key());
    terminal.print("    " + entry.description() + ".");
    String preset = entry.preset().isEmpty() ? "" : "; default: " + entry.preset();
    terminal.print("    Type: " + entry.type() + preset);
    if (!entry.value().isEmpty()) {
      terminal.print(
          "    Set to: %s (%s)".formatted(Terminal.harmless(entry.value()), entry.source()));
    }
  }

  /** The documentation's table; one row a setting. */
  static String markdown() {
    StringBuilder rows = new StringBuilder();
    rows.append("| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n");
    for (Setting<?> setting : Settings.ALL) {
      String said = setting.presetText();
      String preset = said.isEmpty() || said.contains(" ") ? said : "`" + said + "`";
      rows.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(setting.key(), setting.type().name(), preset, setting.description()));
    }
    return rows.toString();
  }

  /** The documentation's table of what each plugin may take; one row a setting. */
  static String limitsMarkdown() {
    StringBuilder rows = new StringBuilder();
    rows.append("| Key | Value | Default | Meaning |\n| --- | --- | --- | --- |\n");
    for (PluginSetting limit : PluginLimits.DEFAULTS.declared()) {
      rows.append(
          "| `%s<name>.%s` | %s | `%s` | %s |\n"
              .formatted(
                  PluginKeys.PREFIX,
                  limit.key(),
                  limit.expected(),
                  limit.defaultValue().orElse(""),
                  limit.description()));
    }
    return rows.toString();
  }
}
