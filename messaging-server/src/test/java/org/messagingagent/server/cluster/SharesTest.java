package org.messagingagent.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.cluster.Shares.Move;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.ClusterStore.View;
import org.messagingagent.server.store.Partitions;

class SharesTest {

  private final List<Node> nodes = new ArrayList<>();
  private final Map<Long, Partitions> owners = new HashMap<>();

  @Test
  void nodeAloneClaimsAll() {
    node(7, "sms");
    assertThat(move(7)).isEqualTo(new Move(Partitions.ALL, Partitions.NONE));
  }

  @Test
  void nodesThatStartTogetherWantDifferentPartitionsAndTogetherAll() {
    node(1, "sms");
    node(2, "sms");
    node(3, "sms");
    Partitions all = Partitions.NONE;
    for (long epoch = 1; epoch <= 3; epoch++) {
      Partitions claim = move(epoch).claim();
      assertThat(claim.size()).isBetween(21, 22);
      assertThat(all.and(claim)).isEqualTo(Partitions.NONE);
      all = all.plus(claim);
    }
    assertThat(all).isEqualTo(Partitions.ALL);
  }

  @Test
  void nodeThatHasMoreThanItsShareWithdrawsTheRest() {
    node(1, "sms");
    node(2, "sms");
    owners.put(1L, Partitions.ALL);
    Move move = move(1);
    assertThat(move.claim()).isEqualTo(Partitions.NONE);
    assertThat(move.withdraw().size()).isEqualTo(32);
    assertThat(move(2)).isEqualTo(new Move(Partitions.NONE, Partitions.NONE));
  }

  @Test
  void nodesThatDoNotRunThePluginAndThoseWhoseLeaseHasRunOutHaveNoShare() {
    node(1, "sms");
    node(2, "mail");
    nodes.add(
        new Node(3, info(3), Set.of("sms"), List.of(), Instant.EPOCH, Instant.EPOCH, seconds(-1)));
    assertThat(move(1).claim()).isEqualTo(Partitions.ALL);
  }

  @Test
  void whatADeadNodeStillOwnsIsNotClaimed() {
    node(1, "sms");
    owners.put(9L, Partitions.ALL.first(60));
    assertThat(move(1).claim()).isEqualTo(Partitions.ALL.minus(Partitions.ALL.first(60)));
  }

  @Test
  void nodeThatDoesNotRunThePluginAnyMoreWithdrawsAll() {
    node(1);
    node(2, "sms");
    owners.put(1L, Partitions.only(5));
    assertThat(move(1).withdraw()).isEqualTo(Partitions.only(5));
  }

  @Test
  void whereEachHasItsShareNothingMoves() {
    for (int count = 1; count <= 70; count++) {
      nodes.clear();
      owners.clear();
      for (long epoch = 1; epoch <= count; epoch++) {
        node(epoch, "sms");
      }
      for (long epoch = 1; epoch <= count; epoch++) {
        owners.put(epoch, move(epoch).claim());
      }
      assertThat(owners.values().stream().mapToInt(Partitions::size).sum()).isEqualTo(64);
      for (long epoch = 1; epoch <= count; epoch++) {
        assertThat(move(epoch)).isEqualTo(new Move(Partitions.NONE, Partitions.NONE));
      }
    }
  }

  private Move move(long epoch) {
    View view = new View(true, nodes, Map.of("sms", owners));
    return Shares.of(view, epoch, "sms", owners.getOrDefault(epoch, Partitions.NONE));
  }

  private void node(long epoch, String... plugins) {
    nodes.add(
        new Node(
            epoch,
            info(epoch),
            Set.of(plugins),
            List.of(),
            Instant.EPOCH,
            Instant.EPOCH,
            seconds(9)));
  }

  private static NodeInfo info(long epoch) {
    return new NodeInfo("n" + epoch, "home" + epoch, "1.0", "", Map.of());
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
