package org.messagingagent.plugin.smpp;

/** How a submit ended. */
sealed interface Reply {

  /**
   * The SMSC took it.
   *
   * @param id the SMSC's id; empty where it gave none
   */
  record Taken(String id) implements Reply {}

  /** The SMSC refused it, with a command status. */
  record Refused(int status) implements Reply {}

  /** It went out, or some of it did, and there will be no answer. */
  record Lost(String reason) implements Reply {}
}
