package org.messagingagent.server.store.engine;

import org.messagingagent.server.store.OutboxStore.OutgoingState;

/** The kinds by which outgoing messages are counted: how the hand-over stands, then the status. */
public final class OutgoingKinds {

  private static final int IN_FLIGHT = -1;
  private static final int UNKNOWN = -2;

  private OutgoingKinds() {}

  /** As it is written in the database; never changes. */
  public static int of(OutgoingState state, int status) {
    return switch (state) {
      case IN_FLIGHT -> IN_FLIGHT;
      case UNKNOWN -> UNKNOWN;
      case SETTLED -> status;
    };
  }

  public static String name(int kind) {
    return switch (kind) {
      case IN_FLIGHT -> "in flight";
      case UNKNOWN -> "unknown";
      case 0 -> "error";
      case 1 -> "sent";
      case 2 -> "delivery error";
      case 3 -> "received";
      case 4 -> "replied";
      default -> "status " + kind;
    };
  }
}
