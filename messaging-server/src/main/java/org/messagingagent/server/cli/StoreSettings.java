package org.messagingagent.server.cli;

import java.util.List;
import org.messagingagent.server.store.StoreConfig;

/** Where messages are kept: the keys, and the configuration that they make. */
final class StoreSettings {

  private static final StoreConfig PRESETS = StoreConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<String> URL =
      GROUP.declare(
          Setting.optional(
              "messaging.store.url",
              SettingType.TEXT,
              "The PostgreSQL database that keeps messages, such as jdbc:postgresql://db1,db2/messaging; without it, a file in messaging.data-dir does"));

  static final Setting<String> USER =
      GROUP.declare(
          Setting.optional(
              "messaging.store.user", SettingType.TEXT, "Who the server is to the database"));

  static final Setting<String> PASSWORD =
      GROUP.declare(
          Setting.optional("messaging.store.password", SettingType.TEXT, "That user's password")
              .asSecret());

  static final Setting<String> SCHEMA =
      GROUP.text(
          "messaging.store.schema",
          PRESETS.schema(),
          "The schema in the database, for this server and others that share its messages alone");

  static final Setting<Integer> POOL_SIZE =
      GROUP.number(
          "messaging.store.pool-size",
          PRESETS.poolSize(),
          "How many connections read from the database at a time; there are four others");

  static final Setting<Boolean> MIGRATE =
      GROUP.flag(
          "messaging.store.migrate",
          PRESETS.migrate(),
          "Whether the server makes and changes its tables in the database; otherwise it only checks them");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private StoreSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static StoreConfig config(SettingValues values) {
    return new StoreConfig(
        values.find(URL),
        values.find(USER).orElse(""),
        values.find(PASSWORD).orElse(""),
        values.get(SCHEMA),
        values.get(POOL_SIZE),
        values.get(MIGRATE),
        PRESETS.connectTimeout());
  }
}
