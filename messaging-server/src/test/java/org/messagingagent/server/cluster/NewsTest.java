package org.messagingagent.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.support.CapturedLog;

class NewsTest {

  private static final NodeInfo SELF =
      new NodeInfo(
          "a", "home-a", "1.0", "", Map.of("messaging.node.lease", "PT9S", "messaging.x", "1"));

  private final News news = new News(SELF);

  @Test
  void nodeOfAnotherVersionAndOtherSettingsIsToldOfOnceWithBothValues() {
    Node other =
        node(
            2,
            "1.1",
            Map.of("messaging.node.lease", "PT30S", "messaging.x", "1", "messaging.new", "2"));
    try (CapturedLog log = CapturedLog.of(News.class)) {
      news.saw(List.of(node(1, "1.0", SELF.settings()), other), 1);
      news.saw(List.of(node(1, "1.0", SELF.settings()), other), 1);
      assertThat(log.warnings())
          .containsExactly(
              "Node n2 has version 1.1, this one 1.0; run the same on all once an upgrade is done",
              "Setting messaging.node.lease is PT9S here and PT30S on node n2; set the same on all"
                  + " nodes");
    }
  }

  @Test
  void nodeThatAgreesComesAndGoesWithoutAWarning() {
    try (CapturedLog log = CapturedLog.of(News.class)) {
      news.saw(List.of(node(2, "1.0", SELF.settings())), 1);
      news.saw(List.of(), 1);
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void nodeThatThisOneBuriedIsNotToldOfAgainAsGone() {
    Node dead = node(2, "1.0", SELF.settings());
    news.saw(List.of(dead), 1);
    try (CapturedLog log = CapturedLog.of(News.class)) {
      news.buried(List.of(dead));
      news.saw(List.of(), 1);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("Node n2 gave no sign of life");
    }
  }

  private static Node node(long epoch, String version, Map<String, String> settings) {
    String name = "n" + epoch;
    return new Node(
        epoch,
        new NodeInfo(name, "home-" + name, version, "http://" + name, settings),
        Set.of(),
        List.of(),
        Instant.EPOCH,
        Instant.EPOCH,
        Duration.ofSeconds(9));
  }
}
