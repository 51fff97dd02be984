package org.messagingagent.server.admin;

import static java.util.Objects.requireNonNull;

/**
 * Who does something as an operator.
 *
 * @param name a user's name, or words for who it is otherwise
 * @param origin from where, such as an address
 */
public record Actor(String name, String origin) {

  /** Whoever uses the command line on a data directory that no server has. */
  public static final Actor OFFLINE = new Actor("local command", "data directory");

  public Actor {
    requireNonNull(name, "name is null");
    requireNonNull(origin, "origin is null");
  }
}
