package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who calls, as far as the request says; nothing here has been checked.
 *
 * @param applicationToken empty where the request has none
 * @param ticket empty where the request has none
 * @param repeatKey what makes a repeat of this request recognisable
 */
public record Caller(String applicationToken, String ticket, Optional<RepeatKey> repeatKey) {

  /** A request without credentials. */
  public static final Caller ANONYMOUS = new Caller("", "", Optional.empty());

  public Caller {
    requireNonNull(applicationToken, "applicationToken is null");
    requireNonNull(ticket, "ticket is null");
    requireNonNull(repeatKey, "repeatKey is null");
  }

  /** Hides the secrets. */
  @Override
  public String toString() {
    return "Caller[repeatKey=" + repeatKey + "]";
  }
}
