package org.messagingagent.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of one plugin. A key is written without the prefix: {@code "url"} stands for {@code
 * messaging.plugin.<name>.url} in the server's configuration. Safe for use by many threads.
 */
public interface PluginSettings {

  /** The value as written, or empty where it is not set or blank. */
  Optional<String> get(String key);

  /** All keys that are set for this plugin, in no order. */
  Set<String> keys();

  /**
   * The value of a setting that must be there.
   *
   * @throws PluginSettingException where it is not set
   */
  default String require(String key) {
    return get(key).orElseThrow(() -> new PluginSettingException(key, "is required"));
  }

  /**
   * A whole number.
   *
   * @throws PluginSettingException where the value is not an int
   */
  default int getInt(String key, int defaultValue) {
    Optional<String> value = get(key);
    if (value.isEmpty()) {
      return defaultValue;
    }
    try {
      return Integer.parseInt(value.get().trim());
    } catch (NumberFormatException e) {
      throw new PluginSettingException(
          key, "must be a whole number, was '%s'".formatted(value.get()));
    }
  }

  /**
   * {@code true} or {@code false}, without regard to case.
   *
   * @throws PluginSettingException where the value is neither
   */
  default boolean getBoolean(String key, boolean defaultValue) {
    Optional<String> value = get(key);
    if (value.isEmpty()) {
      return defaultValue;
    }
    String text = value.get().trim();
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw new PluginSettingException(key, "must be true or false, was '%s'".formatted(text));
  }

  /**
   * A time with its unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}.
   *
   * @throws PluginSettingException where the value is no such time
   */
  default Duration getDuration(String key, Duration defaultValue) {
    Optional<String> value = get(key);
    if (value.isEmpty()) {
      return defaultValue;
    }
    String text = value.get().trim();
    int unitAt = 0;
    while (unitAt < text.length() && Character.isDigit(text.charAt(unitAt))) {
      unitAt++;
    }
    try {
      long amount = Long.parseLong(text.substring(0, unitAt));
      return switch (text.substring(unitAt).trim()) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        case "d" -> Duration.ofDays(amount);
        default -> throw new NumberFormatException("no unit");
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw new PluginSettingException(
          key, "must be a time with a unit, such as 500ms, 30s or 5m, was '%s'".formatted(text));
    }
  }
}
