package org.messagingagent.server.cluster;

import static java.util.Objects.requireNonNull;

import org.messagingagent.server.store.Partitions;

/**
 * Which node asks what became of which outgoing message: the one that sent it, for its call may go
 * on still; where that is gone or does not run the plugin any more, one by the message's number.
 * The numbers have no partitions in the database, but the same sharing out serves.
 */
public final class OutgoingShare {

  private final OwnedPartitions owned;
  private final OtherNodes others;

  public OutgoingShare(OwnedPartitions owned, OtherNodes others) {
    this.owned = requireNonNull(owned, "owned is null");
    this.others = requireNonNull(others, "others is null");
  }

  /**
   * Whether this node asks at the moment.
   *
   * @param sender the epoch under which the message was sent
   */
  public boolean covers(String plugin, int messagingId, long sender) {
    if (!owned.holds()) {
      return false;
    }
    return sender == owned.epoch()
        || !others.run(plugin, sender) && owned.of(plugin).contains(Partitions.of("", messagingId));
  }
}
