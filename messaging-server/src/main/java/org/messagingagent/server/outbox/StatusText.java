package org.messagingagent.server.outbox;

/** The stable codes with which the description of a failure begins (contract, "Outgoing"). */
public final class StatusText {

  /** Refused for good: sending it again would be refused again. */
  public static final String REJECTED = "REJECTED: ";

  /** Never handed over: it is safe to send it again. */
  public static final String NOT_SENT = "NOT_SENT: ";

  /** It may or may not have been sent: sending it again may send it twice. */
  public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN: ";

  /** The call that sends it still runs. */
  public static final String IN_PROGRESS = "IN_PROGRESS: the message is being sent";

  private StatusText() {}
}
