package org.messagingagent.server.store.sqlite;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.RunningPlugin;

/** The one node that has the file open: it owns all, and nobody can take it away. */
final class SqliteCluster implements ClusterStore {

  private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
  private final Map<String, Partitions> owned = new HashMap<>();
  private NodeInfo self;
  private Instant startedAt = Instant.MIN;
  private Instant beatAt = Instant.MIN;
  private Set<String> plugins = Set.of();
  private List<RunningPlugin> running = List.of();
  private Duration lease = Duration.ZERO;

  @Override
  public synchronized long join(NodeInfo info, Duration newLease) {
    self = info;
    startedAt = clock.instant();
    beatAt = startedAt;
    lease = newLease;
    running = List.of();
    return SqliteInboxStore.EPOCH;
  }

  @Override
  public synchronized View beat(Set<String> shared, Duration newLease) {
    plugins = Set.copyOf(shared);
    beatAt = clock.instant();
    lease = newLease;
    return nodes();
  }

  @Override
  public synchronized void announce(List<RunningPlugin> now) {
    running = List.copyOf(now);
  }

  @Override
  public synchronized View nodes() {
    if (self == null) {
      return new View(false, List.of(), Map.of());
    }
    // Nobody takes anything from this node, however late its next beat is.
    Node node = new Node(SqliteInboxStore.EPOCH, self, plugins, running, startedAt, beatAt, lease);
    Map<String, Map<Long, Partitions>> owners =
        owned.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Map.of(SqliteInboxStore.EPOCH, entry.getValue())));
    return new View(true, List.of(node), owners);
  }

  @Override
  public synchronized Partitions claim(String plugin, Partitions wanted) {
    Partitions had = owned.getOrDefault(plugin, Partitions.NONE);
    owned.put(plugin, had.plus(wanted));
    return wanted.minus(had);
  }

  @Override
  public void withdraw(String plugin, Partitions partitions) {
    // No other node accepts messages.
  }

  @Override
  public synchronized void release(String plugin, Partitions partitions) {
    owned.computeIfPresent(
        plugin, (name, had) -> had.minus(partitions).isEmpty() ? null : had.minus(partitions));
  }

  @Override
  public List<Node> buryExpired(String description) {
    return List.of();
  }

  @Override
  public synchronized void leave() {
    self = null;
    owned.clear();
  }

  @Override
  public void onChange(Runnable listener) {
    // Nothing changes but by this node.
  }
}
