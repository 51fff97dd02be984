package org.messagingagent.plugin.testkit.server;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sees whether the class loader of a plugin that was stopped becomes garbage. */
final class PluginLoaderWatch {

  private final List<WeakReference<ClassLoader>> loaders;

  private PluginLoaderWatch(List<WeakReference<ClassLoader>> loaders) {
    this.loaders = loaders;
  }

  /** Of the plugins that are being called right now. */
  static PluginLoaderWatch ofCalls() {
    Set<ClassLoader> found = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      ClassLoader loader = thread.getContextClassLoader();
      if (loader != null && loader.getClass().getSimpleName().equals("PluginClassLoader")) {
        found.add(loader);
      }
    }
    return new PluginLoaderWatch(found.stream().map(WeakReference::new).toList());
  }

  boolean isEmpty() {
    return loaders.isEmpty();
  }

  /**
   * Collects garbage until none is left.
   *
   * @throws AssertionError where one is left after this time
   */
  void awaitCollected(Duration limit) {
    Waiting.until(
        "The classes of the plugin that was stopped were not let go of (a thread of it, a static"
            + " field of the JDK's or a thread-local still has them)",
        limit,
        () -> {
          System.gc();
          return loaders.stream().allMatch(loader -> loader.get() == null)
              ? Optional.of(true)
              : Optional.empty();
        });
  }
}
