package org.messagingagent.server.outbox;

import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.spi.SendOutcome;

/**
 * What a plugin's answer makes of a message when it counts for good.
 *
 * @param status the contract's
 * @param code what the description begins with
 */
record Verdict(OutgoingState state, int status, String code) {

  static final int ERROR = 0;
  private static final int SENT = 1;
  private static final int RECEIVED = 3;

  /** What this kind of answer means where nothing is tried again. */
  static Verdict of(SendOutcome.Kind kind) {
    return switch (kind) {
      case SENT -> new Verdict(OutgoingState.SETTLED, SENT, "");
      case DELIVERED -> new Verdict(OutgoingState.SETTLED, RECEIVED, "");
      case REJECTED -> new Verdict(OutgoingState.SETTLED, ERROR, StatusText.REJECTED);
      case UNKNOWN -> new Verdict(OutgoingState.UNKNOWN, ERROR, StatusText.OUTCOME_UNKNOWN);
      case RETRY -> new Verdict(OutgoingState.SETTLED, ERROR, StatusText.NOT_SENT);
    };
  }
}
