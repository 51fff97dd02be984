package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.spi.PluginSettings;

/** Settings from a map, as the server gives them: a blank value counts as not set. Immutable. */
public final class MapPluginSettings implements PluginSettings {

  private final Map<String, String> values;

  private MapPluginSettings(Map<String, String> values) {
    this.values = values;
  }

  /** Settings with these keys, without the prefix {@code messaging.plugin.<name>.}, and values. */
  public static MapPluginSettings of(Map<String, String> values) {
    return new MapPluginSettings(Map.copyOf(values));
  }

  @Override
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(requireNonNull(key, "key is null")))
        .filter(value -> !value.isBlank());
  }

  @Override
  public Set<String> keys() {
    return values.keySet();
  }
}
