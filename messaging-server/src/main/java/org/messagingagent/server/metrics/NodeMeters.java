package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** This node: what it owns, its lease, its disk, its version. */
final class NodeMeters implements StateMeters.Part {

  private final ClusterWatch cluster;
  private final MultiGauge partitions;

  NodeMeters(MeterRegistry registry, ClusterWatch cluster, Path dataDirectory) {
    this.cluster = cluster;
    partitions =
        MultiGauge.builder("messaging.cluster.partitions")
            .description("Partitions that this node owns, of the 64 of each plugin")
            .register(registry);
    Gauge.builder("messaging.cluster.nodes", cluster::nodes)
        .description("Nodes that this node knows of, itself among them")
        .register(registry);
    Gauge.builder("messaging.cluster.lease.left", () -> leaseLeft(cluster))
        .description("Time until this node's lease ends; NaN where it needs none")
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
    List<Row<?>> rows = new ArrayList<>();
    cluster
        .ownedPartitions()
        .forEach((plugin, owned) -> rows.add(Row.of(Tags.of("plugin", plugin), owned)));
    partitions.register(rows, true);
  }

  private static double leaseLeft(ClusterWatch cluster) {
    return cluster.leaseLeft().map(left -> left.toMillis() / 1_000.0).orElse(Double.NaN);
  }

  private static String version() {
    return Optional.ofNullable(NodeMeters.class.getPackage().getImplementationVersion())
        .orElse("unknown");
  }
}
