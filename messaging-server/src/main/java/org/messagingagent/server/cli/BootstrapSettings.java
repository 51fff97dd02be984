package org.messagingagent.server.cli;

import java.util.List;
import java.util.Optional;
import org.messagingagent.server.ServerConfig;

/** The first user: the keys, and the configuration that they make. */
final class BootstrapSettings {

  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<String> USER =
      GROUP.declare(
          Setting.optional(
              "messaging.bootstrap.user",
              SettingType.TEXT,
              "The first user, made where there is none; without it, admin with a generated password"));

  static final Setting<String> PASSWORD =
      GROUP.declare(
          Setting.optional(
                  "messaging.bootstrap.password", SettingType.TEXT, "The first user's password")
              .asSecret());

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private BootstrapSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static Optional<ServerConfig.Bootstrap> config(SettingValues values) {
    Optional<String> user = values.find(USER);
    Optional<String> password = values.find(PASSWORD);
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(
          "bootstrap.user and messaging.bootstrap.password are set together, or neither");
    }
    return user.map(name -> new ServerConfig.Bootstrap(name, password.orElseThrow()));
  }
}
