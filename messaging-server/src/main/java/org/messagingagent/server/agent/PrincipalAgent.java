package org.messagingagent.server.agent;

import java.util.Map;

/**
 * Logging on, without a protocol. A wrong password is an answer, not an error. Safe for use by many
 * threads.
 */
public interface PrincipalAgent {

  /**
   * Checks a user's password and gives a ticket. A valid ticket as the user name with an empty
   * password authenticates too, and is given back.
   */
  Authentication authenticateUsernamePassword(Caller caller, String userName, String password);

  /** Authentication by the connection itself; refused unless an authenticator takes it. */
  Authentication authenticateImplicit(Caller caller);

  /** Authentication by keys and values; refused unless an authenticator takes them. */
  Authentication authenticateGeneric(Caller caller, Map<String, String> data);

  /** Authentication by an access token that this server issued. */
  Authentication authenticateWithAccessToken(Caller caller, String accessToken);
}
