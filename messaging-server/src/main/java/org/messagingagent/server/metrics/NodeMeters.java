package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.http.Health;

/** This node: what it owns, its lease, its disk, its version. */
final class NodeMeters implements StateMeters.Part {

  private final ClusterWatch cluster;
  private final Health health;
  private final GaugeRows partitions;
  private volatile int ready;

  NodeMeters(MeterRegistry registry, ClusterWatch cluster, Health health, Path dataDirectory) {
    this.cluster = cluster;
    this.health = health;
    Gauge.builder("messaging.ready", () -> ready)
        .description("1 where this node can do its work, as /health/ready says")
        .register(registry);
    partitions =
        GaugeRows.of(
            registry,
            "messaging.cluster.partitions",
            "Partitions that this node owns, of the 64 of each plugin");
    Gauge.builder("messaging.cluster.nodes", cluster::nodes)
        .description("Nodes that this node knows of, itself among them")
        .register(registry);
    Gauge.builder("messaging.cluster.lease.left", () -> leaseLeft(cluster))
        .description("Time for which this node may work without renewing its lease")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("messaging.disk.free", dataDirectory.toFile()::getUsableSpace)
        .description("Free space where the data directory is")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("messaging.disk.size", dataDirectory.toFile()::getTotalSpace)
        .description("Space in all where the data directory is")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("messaging.build.info", () -> 1)
        .description("The version that runs; always 1")
        .tag("version", version())
        .register(registry);
  }

  @Override
  public void refresh() {
    boolean failed =
        health.checks().stream().anyMatch(check -> check.status() == Health.Status.FAILED);
    ready = failed ? 0 : 1;
    Map<Tags, Number> rows = new HashMap<>();
    cluster
        .ownedPartitions()
        .forEach((plugin, owned) -> rows.put(Tags.of("plugin", plugin), owned));
    partitions.show(rows);
  }

  private static double leaseLeft(ClusterWatch cluster) {
    return cluster.leaseLeft().map(left -> left.toMillis() / 1_000.0).orElse(Double.NaN);
  }

  private static String version() {
    return Optional.ofNullable(NodeMeters.class.getPackage().getImplementationVersion())
        .orElse("unknown");
  }
}
