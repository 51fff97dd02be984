package org.messagingagent.server.cli;

import java.time.Duration;
import java.util.List;
import org.messagingagent.server.auth.AuthConfig;

/** Log-ons and tickets: the keys, and the configuration that they make. */
final class AuthSettings {

  private static final AuthConfig PRESETS = AuthConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Duration> TICKET_LIFETIME =
      GROUP.time(
          "messaging.auth.ticket-lifetime",
          PRESETS.ticketLifetime(),
          "How long a ticket is valid after its last use, at least");

  static final Setting<Integer> MAX_TICKETS =
      GROUP.number(
          "messaging.auth.max-tickets-per-user",
          PRESETS.maxTicketsPerUser(),
          "Beyond it, a log-on ends the user's ticket that expires first");

  static final Setting<Integer> CONCURRENT_HASHES =
      GROUP.declare(
          Setting.of(
                  "messaging.auth.concurrent-hashes",
                  SettingType.NUMBER,
                  PRESETS.concurrentHashes(),
                  "How many passwords are checked at a time; each takes 19 MiB and one core")
              .presetSaidAs("the number of cores"));

  static final Setting<Integer> WAITING_HASHES =
      GROUP.number(
          "messaging.auth.waiting-hashes",
          PRESETS.waitingHashes(),
          "How many log-ons wait for their turn; beyond it callers are told to try again");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private AuthSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static AuthConfig config(SettingValues values) {
    return new AuthConfig(
        values.get(TICKET_LIFETIME),
        values.get(MAX_TICKETS),
        values.get(CONCURRENT_HASHES),
        values.get(WAITING_HASHES));
  }
}
