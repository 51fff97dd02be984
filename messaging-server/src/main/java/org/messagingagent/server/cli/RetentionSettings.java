package org.messagingagent.server.cli;

import java.time.Duration;
import java.util.List;
import org.messagingagent.server.RetentionConfig;

/** For how long what is kept: the keys, and the configuration that they make. */
final class RetentionSettings {

  private static final RetentionConfig PRESETS = RetentionConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Duration> MESSAGES =
      GROUP.time(
          "messaging.retention.messages",
          PRESETS.messages(),
          "How long finished messages and orphaned delivery reports are kept; unfinished messages"
              + " are never deleted");

  static final Setting<Duration> HANDLED =
      GROUP.optionalTime(
          "messaging.retention.handled",
          "How long handled incoming messages are kept; without it, as messaging.retention.messages"
              + " says");

  static final Setting<Duration> DISCARDED =
      GROUP.optionalTime(
          "messaging.retention.discarded",
          "How long discarded incoming messages are kept; without it, as"
              + " messaging.retention.messages says");

  static final Setting<Duration> DEAD =
      GROUP.optionalTime(
          "messaging.retention.dead",
          "The age at which dead letters are deleted; without it, they never are");

  static final Setting<Duration> OUTGOING =
      GROUP.optionalTime(
          "messaging.retention.outgoing",
          "How long settled outgoing messages are kept; without it, as messaging.retention.messages"
              + " says");

  static final Setting<Duration> CONTENT =
      GROUP.time(
          "messaging.retention.content",
          PRESETS.content(),
          "How long the texts of handled and discarded messages are kept; then they are erased, and"
              + " the rest of the message stays; at least 1m");

  static final Setting<Duration> AUDIT =
      GROUP.time(
          "messaging.retention.audit",
          PRESETS.audit(),
          "How long the records of what operators did are kept");

  static final Setting<Duration> KEYS =
      GROUP.time(
          "messaging.retention.keys", PRESETS.keys(), "How long idempotency keys are remembered");

  static final Setting<Duration> REPORTS =
      GROUP.time(
          "messaging.retention.reports",
          PRESETS.reports(),
          "How long delivery reports wait for their message; then they are orphaned");

  static final Setting<Duration> GATEWAY_IDS =
      GROUP.time(
          "messaging.retention.gateway-ids",
          PRESETS.gatewayIds(),
          "How long the ids are remembered by which a gateway's repeats of an incoming message are"
              + " recognised; at least 7d");

  static final Setting<Duration> INTERVAL =
      GROUP.time(
          "messaging.retention.interval",
          PRESETS.interval(),
          "How often is looked for what can be deleted");

  static final Setting<Integer> STEP =
      GROUP.number(
          "messaging.retention.step", PRESETS.step(), "How many rows are deleted in one commit");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private RetentionSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static RetentionConfig config(SettingValues values) {
    return new RetentionConfig(
        values.get(MESSAGES),
        values.find(HANDLED),
        values.find(DISCARDED),
        values.find(DEAD),
        values.find(OUTGOING),
        values.get(CONTENT),
        values.get(AUDIT),
        values.get(KEYS),
        values.get(REPORTS),
        values.get(GATEWAY_IDS),
        values.get(INTERVAL),
        values.get(STEP));
  }
}
