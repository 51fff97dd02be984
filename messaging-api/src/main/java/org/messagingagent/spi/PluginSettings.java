package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of one plugin, all of them declared and right. A key is written without the prefix:
 * {@code "url"} stands for {@code messaging.plugin.<name>.url} in the server's configuration.
 * Immutable.
 *
 * <p>Asking for a key that the plugin does not declare in {@link MessagingPlugin#settings()} is a
 * mistake in the plugin: {@link IllegalArgumentException}.
 */
public final class PluginSettings {

  private final Map<String, PluginSetting> declared;
  private final Map<String, String> values;

  private PluginSettings(Map<String, PluginSetting> declared, Map<String, String> values) {
    this.declared = declared;
    this.values = values;
  }

  /**
   * Checks values against their declarations, as the server does.
   *
   * @param declared what the plugin has, each key once
   * @param values what the operator set; a blank value counts as not set
   * @throws PluginSettingException with all that is wrong: unknown keys, missing ones, wrong values
   * @throws IllegalArgumentException where a key is declared twice
   */
  public static PluginSettings of(List<PluginSetting> declared, Map<String, String> values) {
    Map<String, PluginSetting> byKey = new LinkedHashMap<>();
    for (PluginSetting setting : declared) {
      if (byKey.put(setting.key(), setting) != null) {
        throw new IllegalArgumentException(
            "The setting '%s' is declared twice".formatted(setting.key()));
      }
    }
    Map<String, String> set = new TreeMap<>(values);
    set.values().removeIf(String::isBlank);
    List<SettingProblem> problems = new ArrayList<>();
    set.forEach((key, value) -> problem(byKey, key, value).ifPresent(problems::add));
    for (PluginSetting setting : declared) {
      if (setting.isRequired() && !set.containsKey(setting.key())) {
        problems.add(new SettingProblem(setting.key(), "is required; it is " + setting.expected()));
      }
    }
    if (!problems.isEmpty()) {
      throw new PluginSettingException(problems);
    }
    return new PluginSettings(byKey, set);
  }

  private static Optional<SettingProblem> problem(
      Map<String, PluginSetting> declared, String key, String value) {
    Optional<PluginSetting> setting = find(declared, key);
    Optional<String> problem =
        setting.isPresent() ? setting.get().problem(value) : Optional.of(unknown(declared, key));
    return problem.map(text -> new SettingProblem(key, text));
  }

  private static String unknown(Map<String, PluginSetting> declared, String key) {
    if (declared.isEmpty()) {
      return "is not known; the plugin has no settings";
    }
    return NearestKey.of(key, declared.values())
        .map(near -> "is not known; did you mean %s?".formatted(near))
        .orElseGet(() -> "is not known; the plugin has " + String.join(", ", declared.keySet()));
  }

  private static Optional<PluginSetting> find(Map<String, PluginSetting> declared, String key) {
    PluginSetting exact = declared.get(key);
    if (exact != null && !exact.standsForMany()) {
      return Optional.of(exact);
    }
    return declared.values().stream()
        .filter(setting -> setting.standsForMany() && setting.matches(key))
        .findFirst();
  }

  /** The value as written, else the default, else empty. */
  public Optional<String> get(String key) {
    PluginSetting setting = declaration(key);
    return Optional.ofNullable(values.get(key)).or(setting::defaultValue);
  }

  /**
   * The value of a setting that is required or has a default.
   *
   * @throws PluginSettingException where there is none
   */
  public String require(String key) {
    return get(key).orElseThrow(() -> new PluginSettingException(key, "is required"));
  }

  /**
   * A number.
   *
   * @throws PluginSettingException where it is not set and has no default, or is no int
   */
  public int getInt(String key) {
    long number = getLong(key);
    if (number != (int) number) {
      throw new PluginSettingException(key, "must be a whole number of 32 bits, was " + number);
    }
    return (int) number;
  }

  /**
   * A number.
   *
   * @throws PluginSettingException where it is not set and has no default
   */
  public long getLong(String key) {
    return Long.parseLong(typed(key, PluginSetting.Type.NUMBER));
  }

  /**
   * True or false.
   *
   * @throws PluginSettingException where it is not set and has no default
   */
  public boolean getBoolean(String key) {
    return Boolean.parseBoolean(typed(key, PluginSetting.Type.BOOLEAN));
  }

  /**
   * A time.
   *
   * @throws PluginSettingException where it is not set and has no default
   */
  public Duration getDuration(String key) {
    return DurationText.parse(typed(key, PluginSetting.Type.DURATION)).orElseThrow();
  }

  /**
   * An address.
   *
   * @throws PluginSettingException where it is not set and has no default
   */
  public URI getUrl(String key) {
    return URI.create(typed(key, PluginSetting.Type.URL));
  }

  /**
   * A file or directory.
   *
   * @throws PluginSettingException where it is not set and has no default
   */
  public Path getPath(String key) {
    return Path.of(typed(key, PluginSetting.Type.PATH));
  }

  /**
   * What is set below a prefix that was declared with {@link PluginSetting#textsBelow}: for {@code
   * "header."} the value of {@code header.X-Api-Key} under {@code X-Api-Key}. Sorted, unmodifiable.
   */
  public Map<String, String> below(String prefix) {
    PluginSetting setting = declared.get(requireNonNull(prefix, "prefix is null"));
    if (setting == null || !setting.standsForMany()) {
      throw undeclared(prefix);
    }
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (setting.matches(key) && !declared.containsKey(key)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return Collections.unmodifiableMap(found);
  }

  /** Whether the operator set it; false where the default stands. */
  public boolean isSet(String key) {
    declaration(key);
    return values.containsKey(key);
  }

  /** The keys that the operator set, sorted. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(new TreeSet<>(values.keySet()));
  }

  /** The keys without their values, some of which are secrets. */
  @Override
  public String toString() {
    return "PluginSettings" + values.keySet();
  }

  private String typed(String key, PluginSetting.Type type) {
    PluginSetting setting = declaration(key);
    if (setting.type() != type) {
      throw new IllegalArgumentException(
          "The setting '%s' is declared as %s".formatted(key, setting.type()));
    }
    return require(key).trim();
  }

  private PluginSetting declaration(String key) {
    return find(declared, requireNonNull(key, "key is null")).orElseThrow(() -> undeclared(key));
  }

  private static IllegalArgumentException undeclared(String key) {
    return new IllegalArgumentException(
        "The setting '%s' is not declared; add it to settings()".formatted(key));
  }
}
