package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.List;

/**
 * Threads that a plugin leaves behind when it is closed. They keep its classes in memory, and may
 * go on doing what it did. Call it after the plugin was closed, and only for plugins with a class
 * loader of their own: others' threads may be anybody's.
 */
final class LeftThreads {

  private LeftThreads() {}

  /**
   * Interrupts each thread of the plugin once and waits for them to end. What stays is given the
   * JDK's class loader as its context: it may be a worker of the JDK's that does nothing.
   *
   * @param loader the plugin's own
   * @param limit how long all of them together may take
   * @return the names of those that stay, sorted; empty where all is well
   */
  static List<String> end(PluginClassLoader loader, Duration limit) {
    List<Thread> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread != Thread.currentThread() && isOf(loader, thread))
            .toList();
    left.forEach(Thread::interrupt);
    Deadline deadline = Deadline.in(limit);
    left.forEach(thread -> await(thread, deadline));
    List<Thread> staying = left.stream().filter(Thread::isAlive).toList();
    staying.forEach(thread -> thread.setContextClassLoader(ClassLoader.getPlatformClassLoader()));
    return staying.stream().map(thread -> Texts.line(thread.getName(), 100)).sorted().toList();
  }

  /** Whether its code or its context is the plugin's, or of a loader that the plugin made. */
  private static boolean isOf(ClassLoader plugin, Thread thread) {
    return isOrBelow(plugin, thread.getContextClassLoader())
        || isOrBelow(plugin, thread.getClass().getClassLoader());
  }

  private static boolean isOrBelow(ClassLoader plugin, ClassLoader loader) {
    for (ClassLoader at = loader; at != null; at = at.getParent()) {
      if (at == plugin) {
        return true;
      }
    }
    return false;
  }

  private static void await(Thread thread, Deadline deadline) {
    long millis = deadline.left().toMillis();
    if (millis <= 0) {
      return;
    }
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
