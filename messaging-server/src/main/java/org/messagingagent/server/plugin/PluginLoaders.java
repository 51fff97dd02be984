package org.messagingagent.server.plugin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class loaders of plugins, which hold their JARs open. Several plugins of one JAR share one.
 * For one thread at a time.
 */
final class PluginLoaders {

  private static final Logger log = LoggerFactory.getLogger(PluginLoaders.class);

  private final Set<PluginClassLoader> open = identitySet();

  /** Threads that were left behind may still need the classes of these. */
  private final Set<ClassLoader> left = identitySet();

  /** These have been made; {@link #closeUnused} says which of them stay. */
  void add(List<PluginClassLoader> made) {
    open.addAll(made);
  }

  /** This one stays open until all are closed. */
  void leave(ClassLoader loader) {
    left.add(loader);
  }

  /**
   * Closes those that no running plugin uses.
   *
   * @param inUse the loaders of the plugins that run
   */
  void closeUnused(Stream<ClassLoader> inUse) {
    Set<ClassLoader> needed = identitySet();
    needed.addAll(left);
    inUse.forEach(needed::add);
    for (PluginClassLoader loader : new ArrayList<>(open)) {
      if (!needed.contains(loader)) {
        close(loader);
      }
    }
  }

  void closeAll() {
    new ArrayList<>(open).forEach(this::close);
  }

  private void close(PluginClassLoader loader) {
    open.remove(loader);
    left.remove(loader);
    try {
      loader.close();
    } catch (IOException e) {
      log.warn("The JARs of plugin {} could not be closed: {}", loader.getName(), e.getMessage());
    }
  }

  private static <T> Set<T> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
