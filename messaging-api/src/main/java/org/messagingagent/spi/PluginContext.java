package org.messagingagent.spi;

import java.nio.file.Path;
import java.time.Clock;

/** What the server gives to a plugin. Safe for use by many threads. */
public interface PluginContext {

  /** The name under which the plugin runs. */
  String pluginName();

  /**
   * What the operator configured under {@code messaging.plugin.<name>.}; {@code enabled} is the
   * server's own and is not among it.
   */
  PluginSettings settings();

  /**
   * A directory for this plugin's own files, in the server's data directory; it exists, and is
   * readable by the server's user alone.
   */
  Path dataDirectory();

  /** The server's clock. */
  Clock clock();
}
