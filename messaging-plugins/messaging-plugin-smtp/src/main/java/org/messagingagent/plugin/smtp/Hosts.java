package org.messagingagent.plugin.smtp;

import java.util.Set;

/** Names of hosts. */
final class Hosts {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private Hosts() {}

  /** Whether it is this machine, by its name alone. */
  static boolean isLoopback(String host) {
    return LOOPBACK.contains(host);
  }
}
