package org.messagingagent.server;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.messagingagent.server.http.Health;
import org.messagingagent.server.metrics.ClusterWatch;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.Store;

/** How the server is doing, in words that anybody may read: the log has the rest. */
final class ServerHealth implements Health {

  /** With less than this the database may fail at any moment. */
  private static final long LITTLE_SPACE = 256L * 1024 * 1024;

  /** To look for threads that wait for each other stops all of them for a moment. */
  private static final long LOOK_NANOS = Duration.ofSeconds(30).toNanos();

  private final Store store;
  private final PluginRegistry plugins;
  private final ClusterWatch cluster;
  private final Path dataDirectory;
  private final BooleanSupplier draining;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private boolean deadlocked;
  private long lookedAt = System.nanoTime();

  /**
   * @param draining whether the server is being stopped
   */
  ServerHealth(
      Store store,
      PluginRegistry plugins,
      ClusterWatch cluster,
      Path dataDirectory,
      BooleanSupplier draining) {
    this.store = store;
    this.plugins = plugins;
    this.cluster = cluster;
    this.dataDirectory = dataDirectory;
    this.draining = draining;
  }

  @Override
  public boolean live() {
    boolean writes = store.commits().alive() || draining.getAsBoolean();
    return writes && !deadlocked();
  }

  @Override
  public List<Check> checks() {
    return List.of(
        store.problem().isEmpty()
            ? Check.ok("store")
            : new Check("store", Status.FAILED, "the store has a problem, see the server's log"),
        plugins(),
        disk(),
        draining.getAsBoolean()
            ? new Check("running", Status.FAILED, "the server is being stopped")
            : Check.ok("running"),
        lease());
  }

  private Check plugins() {
    long failed = plugins.failures().size();
    return failed == 0
        ? Check.ok("plugins")
        : new Check("plugins", Status.DEGRADED, failed + " could not be started");
  }

  private Check disk() {
    return dataDirectory.toFile().getUsableSpace() >= LITTLE_SPACE
        ? Check.ok("disk")
        : new Check("disk", Status.DEGRADED, "little space is left");
  }

  private Check lease() {
    boolean lost =
        cluster.leaseLeft().filter(left -> left.isNegative() || left.isZero()).isPresent();
    return lost
        ? new Check("lease", Status.FAILED, "this node has lost its lease")
        : Check.ok("lease");
  }

  private synchronized boolean deadlocked() {
    long now = System.nanoTime();
    if (now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      deadlocked = threads.findDeadlockedThreads() != null;
    }
    return deadlocked;
  }
}
