package org.messagingagent.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.DataDirectory;

class NodeConfigTest {

  @TempDir private Path directory;

  @Test
  void beatIsAQuarterOfTheLeaseOrLess() {
    assertThat(lease(9).beat()).isEqualTo(Duration.ofSeconds(2));
    assertThat(lease(3).beat()).isEqualTo(Duration.ofMillis(750));
    assertThat(lease(300).beat()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whatIsOutOfRangeIsRefusedWithTheRange() {
    assertThatThrownBy(() -> lease(2)).hasMessageContaining("node.lease must be 3 s to 5 min");
    assertThatThrownBy(() -> lease(301)).hasMessageContaining("node.lease must be 3 s to 5 min");
    assertThatThrownBy(() -> named("has space")).hasMessageContaining("'has space'");
    assertThatThrownBy(() -> named("x".repeat(61))).hasMessageContaining("1 to 60");
    assertThatThrownBy(
            () -> new NodeConfig(Optional.empty(), Duration.ofSeconds(9), Duration.ofMinutes(6)))
        .hasMessageContaining("http.ready-delay must be 0 s to 5 min");
  }

  @Test
  void nameIsTheSameEachTimeOnOneDirectoryAndAnotherOnAnother() {
    NodeIdentity first = identity("a", Optional.empty());
    assertThat(identity("a", Optional.empty())).isEqualTo(first);
    NodeIdentity other = identity("b", Optional.empty());
    assertThat(other.home()).isNotEqualTo(first.home());
    assertThat(named(first.name()).name()).contains(first.name());
  }

  @Test
  void givenNameIsTaken() {
    NodeIdentity given = identity("a", Optional.of("north"));
    assertThat(given.name()).isEqualTo("north");
    assertThat(given.home()).isEqualTo(identity("a", Optional.empty()).home());
  }

  private NodeIdentity identity(String home, Optional<String> name) {
    try (DataDirectory data = DataDirectory.open(directory.resolve(home))) {
      return NodeIdentity.in(data, name);
    }
  }

  private static NodeConfig lease(int seconds) {
    return new NodeConfig(Optional.empty(), Duration.ofSeconds(seconds), Duration.ZERO);
  }

  private static NodeConfig named(String name) {
    return new NodeConfig(Optional.of(name), Duration.ofSeconds(9), Duration.ZERO);
  }
}
