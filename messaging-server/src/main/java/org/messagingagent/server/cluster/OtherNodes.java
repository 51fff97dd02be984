package org.messagingagent.server.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.messagingagent.server.store.ClusterStore.Node;

/**
 * The other nodes: written by {@link Membership}, read by all. Where the database is away they stay
 * as they were.
 *
 * <p>One that is gone is known for ten minutes more, so that messages for a plugin that it alone
 * runs are taken while it is restarted.
 */
public final class OtherNodes implements Supplier<List<Node>> {

  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private record Seen(Node node, long at) {}

  private final LongSupplier nanos;
  private final Map<String, Seen> lastSeen = new HashMap<>();
  private volatile List<Node> alive = List.of();
  private volatile List<Node> known = List.of();

  public OtherNodes() {
    this(System::nanoTime);
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  OtherNodes(LongSupplier nanos) {
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  /** Those that were alive at the last beat, and those that were some minutes ago. */
  @Override
  public List<Node> get() {
    return known;
  }

  /** Those that were alive at the last beat. */
  public List<Node> alive() {
    return alive;
  }

  /** Whether the node of this epoch is alive and runs this plugin. */
  boolean run(String plugin, long epoch) {
    return alive.stream().anyMatch(node -> node.epoch() == epoch && node.runs(plugin));
  }

  synchronized void saw(List<Node> all, long own) {
    long now = nanos.getAsLong();
    alive = all.stream().filter(node -> node.epoch() != own && node.isAlive()).toList();
    // A node that comes back under its name is known as it is now.
    alive.forEach(node -> lastSeen.put(node.info().name(), new Seen(node, now)));
    lastSeen.values().removeIf(seen -> now - seen.at() > REMEMBERED.toNanos());
    known = lastSeen.values().stream().map(Seen::node).toList();
  }
}
