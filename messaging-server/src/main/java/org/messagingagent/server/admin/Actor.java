package org.messagingagent.server.admin;

import static java.util.Objects.requireNonNull;

/**
 * Who does something as an operator.
 *
 * @param name a user's name, or words for who it is otherwise
 * @param origin from where, such as an address
 */
public record Actor(String name, String origin) {

  /** The name of whoever brings the token of the data directory. */
  static final String LOCAL_TOKEN = "local token";

  private static final String LOCAL_COMMAND = "local command";

  /** Whoever uses the command line on a data directory that no server has. */
  public static final Actor OFFLINE = new Actor(LOCAL_COMMAND, "data directory");

  public Actor {
    requireNonNull(name, "name is null");
    requireNonNull(origin, "origin is null");
  }

  /** Whether this stands for somebody without a name, so that no user may have it. */
  static boolean isReserved(String name) {
    return name.equals(LOCAL_TOKEN) || name.equals(LOCAL_COMMAND);
  }
}
