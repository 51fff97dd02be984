package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.ClusterStore.View;

/** What a node finds in every store, also where it is alone. */
public interface ClusterStoreContract {

  /** Long enough for a slow machine. */
  Duration LEASE = Duration.ofMinutes(2);

  RunningPlugin SMS =
      new RunningPlugin("sms", List.of("text/plain", "a \"b\"\n[c]"), 160, true, true, false);
  RunningPlugin MAIL = new RunningPlugin("mail", List.of(), 0, false, true, true);

  ClusterStore cluster();

  static NodeInfo info(String name) {
    return new NodeInfo(
        name, "home-" + name, "1.2", "http://" + name, Map.of("messaging.a", "b=c", "x", ""));
  }

  @Test
  default void nodeThatHasNotJoinedIsNotAlive() {
    assertThat(cluster().beat(Set.of(), LEASE).alive()).isFalse();
  }

  @Test
  default void nodeThatHasJoinedIsInTheListWithAllItSaid() {
    long epoch = cluster().join(info("a"), LEASE);
    View view = cluster().beat(Set.of("sms", "mail"), LEASE);
    assertThat(view.alive()).isTrue();
    assertThat(view.owners()).isEmpty();
    assertThat(view.nodes()).hasSize(1);
    Node node = view.nodes().get(0);
    assertThat(node.epoch()).isEqualTo(epoch);
    assertThat(node.info()).isEqualTo(info("a"));
    assertThat(node.plugins()).containsExactlyInAnyOrder("sms", "mail");
    assertThat(node.leaseLeft()).isBetween(Duration.ofSeconds(1), LEASE);
    assertThat(node.beatAt()).isAfterOrEqualTo(node.startedAt());
  }

  @Test
  default void whatANodeAnnouncesStandsWithItUntilItSaysOtherwise() {
    cluster().announce(List.of(SMS));
    cluster().join(info("a"), LEASE);
    assertThat(running()).isEmpty();
    cluster().announce(List.of(MAIL, SMS));
    assertThat(running()).containsExactly(MAIL, SMS);
    assertThat(cluster().nodes().nodes().get(0).running()).containsExactly(MAIL, SMS);
    cluster().announce(List.of(SMS));
    assertThat(running()).containsExactly(SMS);
    cluster().leave();
    cluster().join(info("a"), LEASE);
    assertThat(running()).isEmpty();
  }

  @Test
  default void whatIsClaimedIsOwnedUntilItIsReleased() {
    long epoch = cluster().join(info("a"), LEASE);
    Partitions some = Partitions.only(0).plus(Partitions.only(31)).plus(Partitions.only(63));
    assertThat(cluster().claim("sms", some)).isEqualTo(some);
    assertThat(owners()).isEqualTo(Map.of("sms", Map.of(epoch, some)));
    cluster().withdraw("sms", Partitions.only(63));
    assertThat(owners()).isEqualTo(Map.of("sms", Map.of(epoch, some)));
    cluster().release("sms", Partitions.only(63));
    assertThat(owners()).isEqualTo(Map.of("sms", Map.of(epoch, some.minus(Partitions.only(63)))));
    cluster().release("sms", Partitions.ALL);
    assertThat(owners()).isEmpty();
  }

  @Test
  default void whatIsOwnedAlreadyIsNotGotAgain() {
    cluster().join(info("a"), LEASE);
    cluster().claim("sms", Partitions.only(1));
    assertThat(cluster().claim("sms", Partitions.ALL))
        .isEqualTo(Partitions.ALL.minus(Partitions.only(1)));
    assertThat(cluster().claim("mail", Partitions.ALL)).isEqualTo(Partitions.ALL);
  }

  @Test
  default void nodeThatLeavesOwnsNothing() {
    cluster().join(info("a"), LEASE);
    cluster().claim("sms", Partitions.ALL);
    cluster().leave();
    assertThat(cluster().beat(Set.of(), LEASE).alive()).isFalse();
    cluster().leave();
    cluster().join(info("a"), LEASE);
    assertThat(owners()).isEmpty();
  }

  @Test
  default void nobodyIsBuriedWhoIsAlive() {
    cluster().join(info("a"), LEASE);
    assertThat(cluster().buryExpired("gone")).isEmpty();
    assertThat(cluster().beat(Set.of(), LEASE).alive()).isTrue();
  }

  private List<RunningPlugin> running() {
    return cluster().beat(Set.of(), LEASE).nodes().get(0).running();
  }

  private Map<String, Map<Long, Partitions>> owners() {
    return cluster().beat(Set.of(), LEASE).owners();
  }
}
