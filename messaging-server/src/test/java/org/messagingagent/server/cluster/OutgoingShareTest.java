package org.messagingagent.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.RunningPlugin;

class OutgoingShareTest {

  private static final long SELF = 1;
  private static final long OTHER = 2;
  private static final int ID = 17;

  private final OwnedPartitions owned = new OwnedPartitions();
  private final OtherNodes others = new OtherNodes();
  private final OutgoingShare share = new OutgoingShare(owned, others);

  @BeforeEach
  void join() {
    owned.begin(SELF);
    owned.holdUntil(System.nanoTime(), Duration.ofMinutes(5));
  }

  @Test
  void nodeThatSentAsksWhoeverHasThePartition() {
    assertThat(share.covers("sms", ID, SELF)).isTrue();
  }

  @Test
  void ownerOfThePartitionLeavesItToTheSenderAsLongAsThatIsThereWithThePlugin() {
    owned.set("sms", Partitions.ALL);
    others.saw(List.of(node("sms", Duration.ofSeconds(5))), SELF);
    assertThat(share.covers("sms", ID, OTHER)).isFalse();
    others.saw(List.of(node("mail", Duration.ofSeconds(5))), SELF);
    assertThat(share.covers("sms", ID, OTHER)).isTrue();
    others.saw(List.of(node("sms", Duration.ofSeconds(-1))), SELF);
    assertThat(share.covers("sms", ID, OTHER)).isTrue();
    others.saw(List.of(), SELF);
    assertThat(share.covers("sms", ID, OTHER)).isTrue();
    owned.set("sms", Partitions.ALL.minus(Partitions.only(Partitions.of("", ID))));
    assertThat(share.covers("sms", ID, OTHER)).isFalse();
  }

  @Test
  void nodeWithoutItsLeaseAsksForNothing() {
    owned.set("sms", Partitions.ALL);
    owned.holdUntil(System.nanoTime(), Duration.ofSeconds(-1));
    assertThat(share.covers("sms", ID, SELF)).isFalse();
    assertThat(share.covers("sms", ID, OTHER)).isFalse();
  }

  private static Node node(String plugin, Duration leaseLeft) {
    return new Node(
        OTHER,
        new NodeInfo("b", "home-b", "1.0", "", Map.of()),
        Set.of(),
        List.of(new RunningPlugin(plugin, List.of(), 0, false, true, false)),
        Instant.EPOCH,
        Instant.EPOCH,
        leaseLeft);
  }
}
