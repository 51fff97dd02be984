package org.messagingagent.server.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Declares the settings of one subject. For the class that has them, while it is initialised. */
final class SettingGroup {

  private final List<Setting<?>> declared = new ArrayList<>();

  Setting<String> text(String key, String preset, String description) {
    return declare(Setting.of(key, SettingType.TEXT, preset, description));
  }

  Setting<Integer> number(String key, int preset, String description) {
    return declare(Setting.of(key, SettingType.NUMBER, preset, description));
  }

  Setting<Boolean> flag(String key, boolean preset, String description) {
    return declare(Setting.of(key, SettingType.BOOLEAN, preset, description));
  }

  Setting<Duration> time(String key, Duration preset, String description) {
    return declare(Setting.of(key, SettingType.TIME, preset, description));
  }

  Setting<Duration> optionalTime(String key, String description) {
    return declare(Setting.optional(key, SettingType.TIME, description));
  }

  Setting<Long> size(String key, long preset, String description) {
    return declare(Setting.of(key, SettingType.SIZE, preset, description));
  }

  <T> Setting<T> declare(Setting<T> setting) {
    declared.add(setting);
    return setting;
  }

  /** Those declared so far, in that order. */
  List<Setting<?>> all() {
    return List.copyOf(declared);
  }
}
