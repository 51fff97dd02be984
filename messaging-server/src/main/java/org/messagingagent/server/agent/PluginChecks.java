package org.messagingagent.server.agent;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.function.Predicate;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginRegistry;

/** Whether the installed plugins do what is asked of them. Safe for use by many threads. */
final class PluginChecks {

  private final PluginRegistry plugins;
  private final String defaultPlugin;

  /**
   * @param defaultPlugin handles messages that name no plugin; empty: such are refused
   */
  PluginChecks(PluginRegistry plugins, String defaultPlugin) {
    this.plugins = plugins;
    this.defaultPlugin = defaultPlugin;
  }

  /** The plugin that handles an incoming message like this; refused where none does. */
  InstalledPlugin handler(String name, String format, String content, String sessionKey) {
    InstalledPlugin plugin = incoming(name);
    if (!plugin.takesFormat(format)) {
      throw new MessagingException(
          ErrorCode.FORMAT_NOT_SUPPORTED,
          "Plugin '%s' does not take format '%s'; it takes %s"
              .formatted(
                  plugin.name(),
                  Arguments.excerpt(format),
                  String.join(", ", plugin.info().formats())),
          Map.of("Format", Arguments.excerpt(format)));
    }
    int maxLength = plugin.info().maxContentLength();
    if (maxLength > 0 && content.length() > maxLength) {
      throw new MessagingException(
          ErrorCode.CONTENT_TOO_LONG,
          "Content is %d characters long; plugin '%s' takes at most %d: shorten or split it"
              .formatted(content.length(), plugin.name(), maxLength),
          Map.of("Content", "%d characters".formatted(content.length())));
    }
    Arguments.checkLength("SessionKey", sessionKey);
    return plugin;
  }

  /**
   * The plugin of exactly this name, which sends; refused where it does not.
   *
   * @param otherwise what is told of one that does not send
   */
  InstalledPlugin sender(String name, String otherwise) {
    InstalledPlugin plugin = named(name, InstalledPlugin::sends);
    if (!plugin.sends()) {
      throw cannot(plugin, otherwise);
    }
    return plugin;
  }

  private InstalledPlugin incoming(String name) {
    if (name.isEmpty() && defaultPlugin.isEmpty()) {
      throw new MessagingException(
          ErrorCode.PLUGIN_NOT_INSTALLED,
          "The message names no plugin; installed plugins that take incoming messages: %s"
              .formatted(namesOf(InstalledPlugin::takesIncoming)),
          Map.of("Plugin", ""));
    }
    InstalledPlugin plugin =
        named(name.isEmpty() ? defaultPlugin : name, InstalledPlugin::takesIncoming);
    if (!plugin.takesIncoming()) {
      throw cannot(
          plugin,
          "takes no incoming messages; installed plugins that do: "
              + namesOf(InstalledPlugin::takesIncoming));
    }
    return plugin;
  }

  private InstalledPlugin named(String name, Predicate<InstalledPlugin> use) {
    return plugins
        .find(name)
        .orElseThrow(
            () ->
                new MessagingException(
                    ErrorCode.PLUGIN_NOT_INSTALLED,
                    "Plugin '%s' is not installed; installed plugins: %s"
                        .formatted(Arguments.excerpt(name), namesOf(use)),
                    Map.of("Plugin", Arguments.excerpt(name))));
  }

  private String namesOf(Predicate<InstalledPlugin> use) {
    String names =
        plugins.all().stream().filter(use).map(InstalledPlugin::name).collect(joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  private static MessagingException cannot(InstalledPlugin plugin, String what) {
    return new MessagingException(
        ErrorCode.PLUGIN_CANNOT,
        "Plugin '%s' %s".formatted(plugin.name(), what),
        Map.of("Plugin", plugin.name()));
  }
}
