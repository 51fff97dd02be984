package org.messagingagent.server.admin;

/** Knows who is an operator. Safe for use by many threads. */
@FunctionalInterface
public interface OperatorLogOn {

  /**
   * Whether there is an operator of this name with this password. Takes as long for a name that
   * there is not.
   *
   * @throws AdministrationException where too many are being checked already
   */
  boolean admits(String name, String password);
}
