package org.messagingagent.server.support;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has in hand after all garbage is gone.
 *
 * @param files open file handles; 0 where the system does not say
 * @param heap in bytes
 * @param metaspace in bytes
 */
public record Footprint(int threads, long files, long heap, long metaspace, int classes) {

  private static final int COLLECTIONS = 4;

  public static Footprint now() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return new Footprint(
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : 0,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .mapToLong(pool -> pool.getUsage().getUsed())
            .sum(),
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
  }

  /** For people. */
  @Override
  public String toString() {
    return "%d threads, %d files, heap %.1f MiB, metaspace %.1f MiB, %d classes"
        .formatted(threads, files, heap / 1048576.0, metaspace / 1048576.0, classes);
  }
}
