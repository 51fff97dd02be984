package org.messagingagent.server.agent;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.RunningPlugin;

/** Whether the plugins that run do what is asked of them. Safe for use by many threads. */
final class PluginChecks {

  private final RunningPlugins plugins;
  private final String defaultPlugin;

  /**
   * @param defaultPlugin handles messages that name no plugin; empty: such are refused
   */
  PluginChecks(RunningPlugins plugins, String defaultPlugin) {
    this.plugins = plugins;
    this.defaultPlugin = defaultPlugin;
  }

  /**
   * The name of the plugin that handles an incoming message like this, on whichever node; refused
   * where none does.
   */
  String handler(String name, String format, String content, String sessionKey) {
    RunningPlugin plugin = incoming(name);
    List<String> formats = plugin.formats();
    if (!formats.isEmpty() && !format.isEmpty() && !formats.contains(format)) {
      throw new MessagingException(
          ErrorCode.FORMAT_NOT_SUPPORTED,
          "Plugin '%s' does not take format '%s'; it takes %s"
              .formatted(plugin.name(), Arguments.excerpt(format), String.join(", ", formats)),
          Map.of("Format", Arguments.excerpt(format)));
    }
    int maxLength = plugin.maxContentLength();
    if (maxLength > 0 && content.length() > maxLength) {
      throw new MessagingException(
          ErrorCode.CONTENT_TOO_LONG,
          "Content is %d characters long; plugin '%s' takes at most %d: shorten or split it"
              .formatted(content.length(), plugin.name(), maxLength),
          Map.of("Content", "%d characters".formatted(content.length())));
    }
    Arguments.checkLength("SessionKey", sessionKey);
    return plugin.name();
  }

  /**
   * The plugin of exactly this name, which sends; refused where it does not, or where only other
   * nodes have it: a node sends what it was asked to send.
   */
  InstalledPlugin sender(String name) {
    if (!running(name, RunningPlugin::sends).sends()) {
      throw cannot(name, "takes incoming messages only, it does not send");
    }
    return plugins
        .installed(name)
        .orElseThrow(
            () ->
                new MessagingException(
                    ErrorCode.PLUGIN_NOT_INSTALLED,
                    "Plugin '%s' runs on other nodes only (%s), and the node that takes the request sends; send the request there, or install the plugin on all nodes"
                        .formatted(name, String.join(", ", plugins.otherNodesWith(name))),
                    Map.of("Plugin", name)));
  }

  /** Refuses a delivery status of a plugin that sends on no node. */
  void reported(String name) {
    if (!running(name, RunningPlugin::sends).sends()) {
      throw cannot(name, "does not send messages, so it has no delivery statuses");
    }
  }

  private RunningPlugin incoming(String name) {
    if (name.isEmpty() && defaultPlugin.isEmpty()) {
      throw new MessagingException(
          ErrorCode.PLUGIN_NOT_INSTALLED,
          "The message names no plugin; installed plugins that take incoming messages: %s"
              .formatted(namesOf(RunningPlugin::takesIncoming)),
          Map.of("Plugin", ""));
    }
    RunningPlugin plugin =
        running(name.isEmpty() ? defaultPlugin : name, RunningPlugin::takesIncoming);
    if (!plugin.takesIncoming()) {
      throw cannot(
          plugin.name(),
          "takes no incoming messages; installed plugins that do: "
              + namesOf(RunningPlugin::takesIncoming));
    }
    return plugin;
  }

  private RunningPlugin running(String name, Predicate<RunningPlugin> use) {
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

  private String namesOf(Predicate<RunningPlugin> use) {
    String names =
        plugins.all().stream().filter(use).map(RunningPlugin::name).collect(joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  private static MessagingException cannot(String name, String what) {
    return new MessagingException(
        ErrorCode.PLUGIN_CANNOT, "Plugin '%s' %s".formatted(name, what), Map.of("Plugin", name));
  }
}
