package org.messagingagent.server.plugin;

import org.messagingagent.spi.KeyValueStore;

/** Which plugins an operator paused; outlives the server, and is the same on all of its nodes. */
final class PausedPlugins {

  /** No plugin's name has a slash, so these values are the server's own. */
  private static final String OWNER = "server/paused";

  private final PluginHost host;

  PausedPlugins(PluginHost host) {
    this.host = host;
  }

  boolean contains(String name) {
    return values().get(name).isPresent();
  }

  void add(String name) {
    values().put(name, "");
  }

  void remove(String name) {
    values().remove(name);
  }

  private KeyValueStore values() {
    return host.values(OWNER);
  }
}
