package org.messagingagent.server.plugin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingagent.spi.KeyValueStore;

/**
 * Which plugins an operator paused. It outlives the server; what is asked for is in memory, so that
 * a database that does not answer keeps no plugin from being started.
 */
final class PausedPlugins {

  /** No plugin's name has a slash, so these values are the server's own. */
  private static final String OWNER = "server/paused";

  private static final int PAGE = 1_000;

  private final KeyValueStore kept;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  PausedPlugins(PluginHost host) {
    this.kept = host.values(OWNER);
    names.addAll(read());
  }

  /** Reads them anew: another node may have paused or resumed some. */
  void refresh() {
    Set<String> now = read();
    names.addAll(now);
    names.retainAll(now);
  }

  private Set<String> read() {
    Set<String> read = new HashSet<>();
    String after = "";
    List<String> page;
    do {
      page = kept.keys("", after, PAGE);
      read.addAll(page);
      after = page.isEmpty() ? "" : page.get(page.size() - 1);
    } while (page.size() == PAGE);
    return read;
  }

  boolean contains(String name) {
    return names.contains(name);
  }

  void add(String name) {
    kept.put(name, "");
    names.add(name);
  }

  void remove(String name) {
    kept.remove(name);
    names.remove(name);
  }
}
