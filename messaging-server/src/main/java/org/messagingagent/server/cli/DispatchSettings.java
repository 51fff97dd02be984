package org.messagingagent.server.cli;

import java.time.Duration;
import java.util.List;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.plugin.PluginLimits;

/** How incoming messages are handled: the keys, and the configuration that they make. */
final class DispatchSettings {

  private static final DispatchConfig PRESETS = DispatchConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Integer> THREADS =
      GROUP.number(
          "messaging.dispatch.threads-per-plugin",
          PluginLimits.DEFAULTS.handleConcurrency(),
          "How many incoming messages of one plugin are handled at a time");

  static final Setting<Integer> WINDOW =
      GROUP.number(
          "messaging.dispatch.window-per-plugin",
          PRESETS.windowPerPlugin(),
          "How many incoming messages of one plugin are held in memory; others stay on disk");

  static final Setting<Long> WINDOW_BYTES =
      GROUP.declare(
          Setting.of(
                  "messaging.dispatch.window-bytes",
                  SettingType.SIZE,
                  PRESETS.windowBytes(),
                  "How much all incoming messages held in memory may take")
              .presetSaidAs("an eighth of the heap, at least 8MiB"));

  static final Setting<Integer> MAX_ATTEMPTS =
      GROUP.number(
          "messaging.dispatch.max-attempts",
          PRESETS.maxAttempts(),
          "After so many failures an incoming message becomes a dead letter");

  static final Setting<Duration> FIRST_RETRY =
      GROUP.time(
          "messaging.dispatch.first-retry",
          PRESETS.firstRetry(),
          "The time from a first failure to the next attempt; it doubles with each failure");

  static final Setting<Duration> LONGEST_RETRY =
      GROUP.time(
          "messaging.dispatch.longest-retry",
          PRESETS.longestRetry(),
          "The longest time between two attempts");

  static final Setting<Duration> POLL =
      GROUP.declare(
          Setting.optional(
              "messaging.dispatch.poll-interval",
              SettingType.TIME,
              "How often the store is looked at for what was not announced; without it, every second"
                  + " on SQLite and every five on PostgreSQL, which announces more"));

  static final Setting<Duration> DRAIN =
      GROUP.time(
          "messaging.dispatch.drain-timeout",
          PRESETS.drainTimeout(),
          "How long a stop waits for handlers before it interrupts them");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private DispatchSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static DispatchConfig config(SettingValues values) {
    return new DispatchConfig(
        values.get(WINDOW),
        values.get(WINDOW_BYTES),
        values.get(MAX_ATTEMPTS),
        values.get(FIRST_RETRY),
        values.get(LONGEST_RETRY),
        values.find(POLL),
        values.get(DRAIN));
  }
}
