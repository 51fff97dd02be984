package org.messagingagent.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.RunningPlugin;

class OtherNodesTest {

  private static final long SELF = 1;

  private final AtomicLong nanos = new AtomicLong();
  private final OtherNodes others = new OtherNodes(nanos::get);

  @Test
  void nodeThatIsGoneIsKnownForSomeMinutesButNotAlive() {
    others.saw(List.of(node(SELF, "a", "mail"), node(2, "b", "sms")), SELF);
    others.saw(List.of(node(SELF, "a", "mail")), SELF);

    assertThat(others.get()).extracting(node -> node.info().name()).containsExactly("b");
    assertThat(others.run("sms", 2)).isFalse();

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(11));
    others.saw(List.of(node(SELF, "a", "mail")), SELF);
    assertThat(others.get()).isEmpty();
  }

  @Test
  void nodeThatComesBackIsKnownAsItIsNow() {
    others.saw(List.of(node(2, "b", "sms")), SELF);
    others.saw(List.of(), SELF);
    others.saw(List.of(node(3, "b", "mail")), SELF);

    assertThat(others.get()).singleElement().extracting(Node::epoch).isEqualTo(3L);
    assertThat(others.run("mail", 3)).isTrue();
    assertThat(others.run("sms", 2)).isFalse();
  }

  private static Node node(long epoch, String name, String plugin) {
    return new Node(
        epoch,
        new NodeInfo(name, name, "1", "", Map.of()),
        Set.of(plugin),
        List.of(new RunningPlugin(plugin, List.of(), 0, true, true, false)),
        Instant.EPOCH,
        Instant.EPOCH,
        Duration.ofSeconds(9));
  }
}
