package org.messagingagent.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.store.OutboxStore.OutgoingState;

/** What the states and statuses of outgoing messages are called. */
final class OutgoingWords {

  /** By the contract's number. */
  private static final List<String> STATUSES =
      List.of("error", "sent", "delivery error", "received", "replied");

  private OutgoingWords() {}

  static String of(OutgoingState state) {
    return switch (state) {
      case IN_FLIGHT -> "in flight";
      case SETTLED -> "settled";
      case UNKNOWN -> "unknown";
    };
  }

  static String of(int status) {
    return status >= 0 && status < STATUSES.size() ? STATUSES.get(status) : "status " + status;
  }

  static Optional<OutgoingState> state(String word) {
    for (OutgoingState state : OutgoingState.values()) {
      if (of(state).equalsIgnoreCase(word)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  static Optional<Integer> status(String word) {
    for (int status = 0; status < STATUSES.size(); status++) {
      if (STATUSES.get(status).equalsIgnoreCase(word)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }

  static List<String> all() {
    List<String> all = new ArrayList<>();
    for (OutgoingState state : OutgoingState.values()) {
      all.add(of(state));
    }
    all.addAll(STATUSES);
    return all;
  }
}
