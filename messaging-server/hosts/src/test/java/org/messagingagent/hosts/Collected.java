package org.messagingagent.hosts;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Whether a class loader is collected, and with it its classes. */
final class Collected {

  private static final long LONGEST_SECONDS = 20;
  private static final int TURN_MILLIS = 50;

  private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
  private final Reference<ClassLoader> reference;

  Collected(ClassLoader loader) {
    reference = new PhantomReference<>(loader, queue);
  }

  /** Collects garbage until the loader has gone; false where it does not go. */
  boolean within20Seconds() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (System.nanoTime() - end < 0) {
      System.gc();
      if (queue.remove(TURN_MILLIS) == reference) {
        return true;
      }
    }
    return false;
  }

  /** What classes take in memory. */
  static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong(Collected::used)
        .sum();
  }

  private static long used(MemoryPoolMXBean pool) {
    return pool.getUsage().getUsed();
  }

  /** Writes all that is in memory to a file, in which can be seen who holds a loader. */
  static Path dump(String name) throws IOException {
    Path file = ClassPaths.MODULE.resolve("target").resolve(name + ".hprof");
    Files.deleteIfExists(file);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(file.toString(), true);
    return file;
  }
}
