package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingagent.spi.PluginSettings;

/** The settings of one plugin, which knows what the plugin never asked for. */
final class OperatorSettings implements PluginSettings {

  /** The one key that is the server's: whether the plugin runs. */
  static final String ENABLED = "enabled";

  private final Map<String, String> values;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  private OperatorSettings(Map<String, String> values) {
    this.values = values;
  }

  static OperatorSettings of(Map<String, String> values) {
    return new OperatorSettings(Map.copyOf(values));
  }

  /** What the plugin itself gets: everything but the server's own key. */
  OperatorSettings forPlugin() {
    Map<String, String> own = new HashMap<>(values);
    own.remove(ENABLED);
    return of(own);
  }

  @Override
  public Optional<String> get(String key) {
    requireNonNull(key, "key is null");
    asked.add(key);
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
  }

  @Override
  public Set<String> keys() {
    asked.addAll(values.keySet());
    return values.keySet();
  }

  /** Keys that are set and that the plugin never asked for: most likely misspelt. */
  Set<String> unused() {
    Set<String> unused = new TreeSet<>(values.keySet());
    unused.removeAll(asked);
    return unused;
  }

  /** The keys that the plugin asked for. */
  Set<String> asked() {
    return new TreeSet<>(asked);
  }
}
