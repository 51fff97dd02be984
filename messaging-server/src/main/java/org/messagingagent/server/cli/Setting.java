package org.messagingagent.server.cli;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/**
 * A key that the server knows.
 *
 * @param preset the value where none is set
 * @param presetText how the documentation says it, which must not hang on the machine
 * @param secret whether its value is never shown
 */
record Setting<T>(
    String key,
    SettingType<T> type,
    Optional<T> preset,
    String presetText,
    String description,
    boolean secret) {

  Setting {
    requireNonNull(key, "key is null");
    requireNonNull(type, "type is null");
    requireNonNull(preset, "preset is null");
    requireNonNull(presetText, "presetText is null");
    requireNonNull(description, "description is null");
  }

  static <T> Setting<T> of(String key, SettingType<T> type, T preset, String description) {
    return new Setting<>(
        key, type, Optional.of(preset), type.writer().apply(preset), description, false);
  }

  static <T> Setting<T> optional(String key, SettingType<T> type, String description) {
    return new Setting<>(key, type, Optional.empty(), "", description, false);
  }

  Setting<T> presetSaidAs(String text) {
    return new Setting<>(key, type, preset, text, description, secret);
  }

  Setting<T> asSecret() {
    return new Setting<>(key, type, preset, presetText, description, true);
  }

  /** The environment variable: {@code messaging.http.port} is {@code MESSAGING_HTTP_PORT}. */
  String variable() {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
