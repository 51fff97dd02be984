package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

/**
 * The answer to a log-on.
 *
 * @param succeeded whether the caller is who it says
 * @param userName the user; empty where it did not succeed
 * @param ticket to be sent with each request from now on; empty where it did not succeed
 */
public record Authentication(boolean succeeded, String userName, String ticket) {

  private static final Authentication REFUSED = new Authentication(false, "", "");

  public Authentication {
    requireNonNull(userName, "userName is null");
    requireNonNull(ticket, "ticket is null");
  }

  /** The caller is this user. */
  public static Authentication of(String userName, String ticket) {
    return new Authentication(true, userName, ticket);
  }

  /** The caller is not known, or not as it says: which of the two is not told. */
  public static Authentication refused() {
    return REFUSED;
  }

  /** Hides the ticket. */
  @Override
  public String toString() {
    return "Authentication[succeeded=%s, userName=%s]".formatted(succeeded, userName);
  }
}
