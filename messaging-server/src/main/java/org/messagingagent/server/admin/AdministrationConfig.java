package org.messagingagent.server.admin;

import static org.messagingagent.server.support.ConfigChecks.check;

/**
 * How operators reach a running server.
 *
 * @param enabled whether they do at all
 * @param host the address to listen on; other than loopback only behind TLS or a tunnel
 * @param port 0 for any that is free
 */
public record AdministrationConfig(boolean enabled, String host, int port) {

  /** On loopback, at any port that is free. */
  public static final AdministrationConfig LOCAL = new AdministrationConfig(true, "127.0.0.1", 0);

  /** Nobody reaches it. */
  public static final AdministrationConfig OFF = new AdministrationConfig(false, "127.0.0.1", 0);

  public AdministrationConfig {
    check(!host.isBlank(), "admin.host must not be empty");
    check(port >= 0 && port <= 65_535, "admin.port must be 0 to 65535, was %s", port);
  }
}
