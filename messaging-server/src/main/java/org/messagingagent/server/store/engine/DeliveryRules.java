package org.messagingagent.server.store.engine;

import java.util.Optional;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Settlement;

/** How statuses follow one another (contract, "Delivery status"). */
public final class DeliveryRules {

  private static final int SENT = 1;
  private static final int REPLIED = 4;

  private DeliveryRules() {}

  /**
   * What a report makes of a message: never back from 2, 3, 4 to 0 or 1; 4 stays. It settles a
   * message that is in flight or unknown.
   *
   * @return empty where the message stays as it is
   */
  public static Optional<OutgoingStatus> reported(
      OutgoingStatus before, int status, String description, int maxDescription) {
    if (before.state() == OutgoingState.SETTLED && !mayFollow(before.status(), status)) {
      return Optional.empty();
    }
    return Optional.of(
        new OutgoingStatus(
            before.messagingId(),
            before.plugin(),
            OutgoingState.SETTLED,
            status,
            Texts.shorten(description, maxDescription)));
  }

  /**
   * What the end of a hand-over makes of a message. One that is settled already keeps its status,
   * unless the settlement says more than that it was sent: what settled it was nearer to the
   * receiver.
   */
  public static OutgoingStatus settled(
      OutgoingStatus before, Settlement settlement, int maxDescription) {
    if (before.state() == OutgoingState.SETTLED
        && (before.status() > SENT || settlement.status() <= SENT)) {
      return before;
    }
    return new OutgoingStatus(
        before.messagingId(),
        before.plugin(),
        settlement.state(),
        settlement.status(),
        Texts.shorten(settlement.description(), maxDescription));
  }

  private static boolean mayFollow(int before, int after) {
    if (before == REPLIED) {
      return after == REPLIED;
    }
    return before <= SENT || after > SENT;
  }
}
