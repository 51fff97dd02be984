package org.messagingagent.server.cli;

import java.time.Duration;
import java.util.List;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.outbox.ReconcileConfig;
import org.messagingagent.server.plugin.PluginLimits;

/** How outgoing messages are sent: the keys, and the configuration that they make. */
final class SendSettings {

  private static final OutboxConfig PRESETS = OutboxConfig.DEFAULTS;
  private static final ReconcileConfig RECONCILE = PRESETS.reconcile();
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Integer> THREADS =
      GROUP.number(
          "messaging.send.threads-per-plugin",
          PluginLimits.DEFAULTS.sendConcurrency(),
          "How many calls to one plugin send messages at a time, where its own limits say nothing");

  static final Setting<Duration> DEADLINE =
      GROUP.time(
          "messaging.send.deadline",
          PRESETS.deadline(),
          "How long one call that sends may take, retries included; keep it below the callers' time-outs");

  static final Setting<Integer> MAX_ATTEMPTS =
      GROUP.number(
          "messaging.send.max-attempts",
          PRESETS.maxAttempts(),
          "How often a plugin is called for one message within a call");

  static final Setting<Duration> FIRST_RETRY =
      GROUP.time(
          "messaging.send.first-retry",
          PRESETS.firstRetry(),
          "The time from a first failure to the next attempt; it doubles with each failure");

  static final Setting<Duration> DRAIN =
      GROUP.time(
          "messaging.send.drain-timeout",
          PRESETS.drainTimeout(),
          "How long calls of a plugin that is being stopped are waited for before they are"
              + " interrupted");

  static final Setting<Duration> RECONCILE_FIRST =
      GROUP.time(
          "messaging.send.reconcile-first",
          RECONCILE.first(),
          "The time until a plugin that can tell is asked what became of a message whose outcome is"
              + " unknown; it doubles with each answer that tells nothing");

  static final Setting<Duration> RECONCILE_LONGEST =
      GROUP.time(
          "messaging.send.reconcile-longest",
          RECONCILE.longest(),
          "The longest time between two such inquiries");

  static final Setting<Duration> RECONCILE_FOR =
      GROUP.time(
          "messaging.send.reconcile-for",
          RECONCILE.giveUpAfter(),
          "The age of a message at which the plugin is asked no more");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private SendSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static OutboxConfig config(SettingValues values) {
    return new OutboxConfig(
        values.get(DEADLINE),
        values.get(MAX_ATTEMPTS),
        values.get(FIRST_RETRY),
        values.get(DRAIN),
        new ReconcileConfig(
            values.get(RECONCILE_FIRST), values.get(RECONCILE_LONGEST), values.get(RECONCILE_FOR)));
  }
}
