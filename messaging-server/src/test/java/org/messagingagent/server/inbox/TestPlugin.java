package org.messagingagent.server.inbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.messagingagent.server.plugin.NoHost;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;

/** A plugin made of a name and a channel. */
public record TestPlugin(String name, List<String> formats, Channel channel)
    implements MessagingPlugin {

  public TestPlugin(String name, Channel channel) {
    this(name, List.of(), channel);
  }

  @Override
  public Channel open(PluginContext context) {
    return channel;
  }

  /** These plugins, installed. */
  public static PluginRegistry install(Path dataDirectory, MessagingPlugin... plugins) {
    return install(dataDirectory, Map.of(), plugins);
  }

  /** These plugins, installed, each with these limits. */
  public static PluginRegistry install(
      Path dataDirectory, PluginLimits limits, MessagingPlugin... plugins) {
    return install(dataDirectory, limits, Map.of(), plugins);
  }

  /** These plugins, installed, each with these settings. */
  public static PluginRegistry install(
      Path dataDirectory, Map<String, String> settings, MessagingPlugin... plugins) {
    return install(dataDirectory, PluginLimits.DEFAULTS.withConcurrency(4, 4), settings, plugins);
  }

  private static PluginRegistry install(
      Path dataDirectory,
      PluginLimits limits,
      Map<String, String> settings,
      MessagingPlugin... plugins) {
    return PluginRegistry.load(
        PluginsConfig.NONE.withLimits(limits),
        List.of(plugins),
        name -> settings,
        dataDirectory,
        Clock.systemUTC(),
        NoHost.HOST);
  }
}
