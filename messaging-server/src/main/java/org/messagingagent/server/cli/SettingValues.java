package org.messagingagent.server.cli;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The declared settings as they are set, each looked up once, with where it was set. */
final class SettingValues {

  private final Map<Setting<?>, Value> values = new HashMap<>();
  private final Map<String, Map<String, String>> pluginSettings;
  private final Map<String, String> instances;

  private SettingValues(
      Map<String, Map<String, String>> pluginSettings, Map<String, String> instances) {
    this.pluginSettings = pluginSettings;
    this.instances = instances;
  }

  /**
   * A value that is set.
   *
   * @param source where it was set, in words
   */
  record Value(String text, Object parsed, String source) {}

  /**
   * Looks the declared settings up; what cannot be parsed is added to the problems.
   *
   * @param sources from a source's ordinal to what it is called
   */
  static SettingValues read(
      SmallRyeConfig config,
      IntFunction<String> sources,
      Map<String, Map<String, String>> pluginSettings,
      Map<String, String> instances,
      Problems problems) {
    SettingValues values = new SettingValues(pluginSettings, instances);
    for (Setting<?> setting : Settings.ALL) {
      ConfigValue found = config.getConfigValue(setting.key());
      String text = found.getValue() == null ? "" : found.getValue().strip();
      if (!text.isEmpty()) {
        values.parse(setting, text, sources.apply(found.getConfigSourceOrdinal()), problems);
      }
    }
    return values;
  }

  private void parse(Setting<?> setting, String text, String source, Problems problems) {
    try {
      values.put(setting, new Value(text, setting.type().parser().apply(text), source));
    } catch (IllegalArgumentException | ArithmeticException e) {
      String was = setting.secret() ? "" : ", was '%s'".formatted(text);
      problems.add("%s %s%s (%s)".formatted(setting.key(), setting.type().expected(), was, source));
    }
  }

  boolean isSet(Setting<?> setting) {
    return values.containsKey(setting);
  }

  /** The value that is set, else the default; empty where there is neither. */
  <T> Optional<T> find(Setting<T> setting) {
    Value value = values.get(setting);
    if (value == null) {
      return setting.preset();
    }
    @SuppressWarnings("unchecked") // put there by this setting's own parser
    T parsed = (T) value.parsed();
    return Optional.of(parsed);
  }

  /** The value of a setting that has a default. */
  <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow();
  }

  /**
   * A size that has to be an array's.
   *
   * @throws IllegalArgumentException where it is too large for that
   */
  int bytes(Setting<Long> setting) {
    long value = get(setting);
    if (value > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          setting.key().substring("messaging.".length()) + " must be below 2GiB, was " + value);
    }
    return (int) value;
  }

  /** The value that is set, as it was written. */
  Optional<Value> written(Setting<?> setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** From the name of an instance to that of its plugin. */
  Map<String, String> instances() {
    return instances;
  }

  /** By plugin name, then by key. */
  Map<String, Map<String, String>> pluginSettings() {
    return new LinkedHashMap<>(pluginSettings);
  }
}
