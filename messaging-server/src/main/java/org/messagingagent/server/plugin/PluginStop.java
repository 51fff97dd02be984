package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops plugins, all at once: what is the vendor's runs in threads of its own. */
final class PluginStop {

  private static final Logger log = LoggerFactory.getLogger(PluginStop.class);

  /** How long threads that a plugin left behind may take to end when they are interrupted. */
  private static final Duration THREADS_END = Duration.ofSeconds(2);

  private PluginStop() {}

  /**
   * Closes plugins that nobody calls any more, waits for all of them at most so long, and ends the
   * threads that they left.
   *
   * @param others those that go on; threads of what shares its classes with one of them are left
   */
  static void stop(List<InstalledPlugin> plugins, List<InstalledPlugin> others, Duration limit) {
    plugins.forEach(InstalledPlugin::refuseCalls);
    List<BoundedCall<Boolean>> closing = new ArrayList<>();
    plugins.forEach(plugin -> closing.add(plugin.startClose(limit.dividedBy(3))));
    Deadline deadline = Deadline.in(limit);
    for (int i = 0; i < plugins.size(); i++) {
      plugins.get(i).awaitClose(closing.get(i), deadline);
    }
    loadersOf(plugins)
        .filter(loader -> loadersOf(others).noneMatch(other -> other == loader))
        .distinct()
        .forEach(PluginStop::endThreads);
  }

  private static Stream<PluginClassLoader> loadersOf(List<InstalledPlugin> plugins) {
    return plugins.stream()
        .map(InstalledPlugin::loader)
        .filter(PluginClassLoader.class::isInstance)
        .map(PluginClassLoader.class::cast);
  }

  private static void endThreads(PluginClassLoader loader) {
    List<String> left = LeftThreads.end(loader, THREADS_END);
    if (!left.isEmpty()) {
      log.warn(
          "Plugin from {} left threads behind, which go on and keep its classes: {}",
          loader.getName(),
          Texts.line(String.join(", ", left), 500));
    }
  }
}
