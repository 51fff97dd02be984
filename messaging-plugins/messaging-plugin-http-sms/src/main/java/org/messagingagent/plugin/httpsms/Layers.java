package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SettingProblem;

/**
 * The settings over the preset's defaults over their own; collects what is wrong with them. For one
 * thread.
 */
final class Layers {

  private final PluginSettings settings;
  private final Map<String, String> preset;
  private final Map<String, String> defaults = new HashMap<>();
  private final List<SettingProblem> problems = new ArrayList<>();

  Layers(PluginSettings settings) {
    this.settings = settings;
    this.preset = Preset.named(settings.require(Keys.PRESET).trim()).defaults();
    Declarations.all()
        .forEach(
            setting ->
                setting.defaultValue().ifPresent(value -> defaults.put(setting.key(), value)));
  }

  PluginSettings settings() {
    return settings;
  }

  List<SettingProblem> problems() {
    return List.copyOf(problems);
  }

  void problem(String key, String problem) {
    problems.add(new SettingProblem(key, problem));
  }

  Optional<String> get(String key) {
    return switch (origin(key)) {
      case OPERATOR, DEFAULT -> settings.get(key);
      case PRESET -> Optional.of(preset.get(key));
    };
  }

  /** The value of a setting that has a default. */
  String require(String key) {
    return get(key).orElseThrow().trim();
  }

  boolean isSet(String key) {
    return settings.isSet(key);
  }

  Mapping.Origin origin(String key) {
    if (settings.isSet(key)) {
      return Mapping.Origin.OPERATOR;
    }
    return preset.containsKey(key) ? Mapping.Origin.PRESET : Mapping.Origin.DEFAULT;
  }

  /** Headers by name in any letter case; those that are {@code none} left out. */
  Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(settings.below(Keys.HEADER));
    headers.values().removeIf(Extractor.NONE::equals);
    return headers;
  }

  /** Reads a value, and notes what is wrong with it; empty then, and where it is not set. */
  <T> Optional<T> read(String key, Function<String, T> reader) {
    return get(key).flatMap(value -> read(key, value, reader));
  }

  <T> Optional<T> read(String key, String value, Function<String, T> reader) {
    try {
      return Optional.of(reader.apply(value));
    } catch (SettingFault e) {
      problem(key, e.getMessage());
      return Optional.empty();
    }
  }

  /** Where something is to be found; empty where that is {@code none}. */
  Optional<Extractor> extractor(String key) {
    return get(key)
        .filter(value -> !value.trim().equals(Extractor.NONE))
        .flatMap(value -> read(key, value, Extractor::parse));
  }

  /**
   * What values mean. The operator's lists add to the others, and go before them.
   *
   * @param meanings by what follows the prefix in the key
   */
  <T> Mapping<T> mapping(String prefix, Map<String, T> meanings) {
    Mapping.Builder<T> mapping = new Mapping.Builder<>();
    meanings.forEach(
        (name, meaning) -> {
          String key = prefix + name;
          if (settings.isSet(key)) {
            add(mapping, key, Mapping.Origin.OPERATOR, settings.require(key), meaning);
          }
          if (preset.containsKey(key)) {
            add(mapping, key, Mapping.Origin.PRESET, preset.get(key), meaning);
          }
          if (defaults.containsKey(key)) {
            add(mapping, key, Mapping.Origin.DEFAULT, defaults.get(key), meaning);
          }
        });
    return mapping.build();
  }

  private <T> void add(
      Mapping.Builder<T> mapping, String key, Mapping.Origin origin, String list, T meaning) {
    try {
      mapping.add(origin, list, meaning);
    } catch (SettingFault e) {
      problem(key, e.getMessage());
    }
  }
}
