package org.messagingagent.server.admin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.messagingagent.server.admin.Activity.PluginActivity;
import org.messagingagent.server.admin.Administration.NodeEntry;
import org.messagingagent.server.admin.Administration.PartitionEntry;
import org.messagingagent.server.admin.Administration.QueueEntry;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.View;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.Partitions;

/** What waits, and who works on it, for operators. */
final class QueueWork {

  private final InboxStore inbox;
  private final ClusterStore cluster;
  private final Activity activity;
  private final Clock clock;

  QueueWork(InboxStore inbox, ClusterStore cluster, Activity activity, Clock clock) {
    this.inbox = inbox;
    this.cluster = cluster;
    this.activity = activity;
    this.clock = clock;
  }

  List<QueueEntry> queues() {
    Map<String, Map<MessageState, Long>> counts = inbox.counts();
    Map<String, PluginActivity> working = activity.now();
    TreeSet<String> names = new TreeSet<>(counts.keySet());
    names.addAll(working.keySet());
    Instant now = clock.instant();
    return names.stream()
        .map(
            name ->
                queue(
                    name,
                    counts.getOrDefault(name, Map.of()),
                    working.getOrDefault(name, PluginActivity.NONE),
                    now))
        .toList();
  }

  private QueueEntry queue(
      String name, Map<MessageState, Long> counts, PluginActivity working, Instant now) {
    long waiting = counts.getOrDefault(MessageState.WAITING, 0L);
    Optional<Instant> oldest =
        waiting == 0 ? Optional.empty() : inbox.oldestDue(name).filter(due -> !due.isAfter(now));
    return new QueueEntry(
        name,
        waiting,
        oldest.map(Instant::toString).orElse(""),
        age(oldest, now),
        working.held(),
        working.running(),
        working.handledPerSecond(),
        counts.getOrDefault(MessageState.DEAD, 0L));
  }

  List<PartitionEntry> partitions(String plugin) {
    View view = cluster.nodes();
    Map<Long, String> names = new HashMap<>();
    view.nodes().forEach(node -> names.put(node.epoch(), node.info().name()));
    Map<Long, Partitions> owners = view.owners().getOrDefault(plugin, Map.of());
    Instant now = clock.instant();
    return inbox.partitions(plugin).stream()
        .map(
            queue -> {
              Optional<Instant> oldest = queue.oldestDue().filter(due -> !due.isAfter(now));
              return new PartitionEntry(
                  plugin,
                  queue.partition(),
                  queue.waiting(),
                  oldest.map(Instant::toString).orElse(""),
                  age(oldest, now),
                  owner(owners, queue.partition(), names));
            })
        .toList();
  }

  List<NodeEntry> nodes() {
    View view = cluster.nodes();
    return view.nodes().stream().map(node -> entry(node, view.owners())).toList();
  }

  private static NodeEntry entry(Node node, Map<String, Map<Long, Partitions>> owners) {
    int owned =
        owners.values().stream()
            .mapToInt(of -> of.getOrDefault(node.epoch(), Partitions.NONE).size())
            .sum();
    return new NodeEntry(
        node.epoch(),
        node.info().name(),
        node.info().version(),
        node.info().address(),
        node.plugins().stream().sorted().toList(),
        owned,
        node.leaseLeft().toMillis(),
        node.startedAt().toString());
  }

  private static String owner(
      Map<Long, Partitions> owners, int partition, Map<Long, String> names) {
    return owners.entrySet().stream()
        .filter(owner -> owner.getValue().contains(partition))
        .map(owner -> names.getOrDefault(owner.getKey(), ""))
        .findFirst()
        .orElse("");
  }

  private static long age(Optional<Instant> oldest, Instant now) {
    return oldest.map(due -> Duration.between(due, now).toSeconds()).orElse(0L);
  }
}
