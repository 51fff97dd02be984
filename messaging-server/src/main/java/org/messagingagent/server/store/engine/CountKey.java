package org.messagingagent.server.store.engine;

/**
 * What is counted in the same commit as the rows.
 *
 * @param direction what sort of rows, one of the constants
 * @param name the plugin, the owner, or the user whose rows they are
 * @param kind what they are apart by; its meaning depends on the direction
 */
public record CountKey(String direction, String name, int kind) {

  /** Incoming messages of a plugin; the kind is the code of their state. */
  public static final String INCOMING = "incoming";

  /** Outgoing messages of a plugin; the kinds are those of {@link OutgoingKinds}. */
  public static final String OUTGOING = "outgoing";

  /** Values of an owner; the kind is 0. */
  public static final String VALUE = "value";

  /** Reports of a plugin without a message; the kind is 0 for those that wait, 1 for orphaned. */
  public static final String REPORT = "report";

  /** Reports of a user that wait for their message; the kind is 0. */
  public static final String REPORT_OF_USER = "report of user";
}
