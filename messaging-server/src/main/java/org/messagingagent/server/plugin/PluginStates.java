package org.messagingagent.server.plugin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which plugins run, are switched off, and failed, at one moment. Immutable.
 *
 * @param running by name
 * @param off names
 * @param failures in the order in which they were found out
 */
record PluginStates(
    SortedMap<String, InstalledPlugin> running,
    SortedSet<String> off,
    List<PluginFailure> failures) {

  static final PluginStates NONE =
      new PluginStates(Collections.emptySortedMap(), Collections.emptySortedSet(), List.of());

  PluginStates {
    running = Collections.unmodifiableSortedMap(new TreeMap<>(running));
    off = Collections.unmodifiableSortedSet(new TreeSet<>(off));
    failures = List.copyOf(failures);
  }

  /** This plugin runs. */
  PluginStates with(InstalledPlugin plugin) {
    SortedMap<String, InstalledPlugin> more = new TreeMap<>(running);
    more.put(plugin.name(), plugin);
    return new PluginStates(more, off, failures);
  }

  /** This failed, beside what is known. */
  PluginStates with(PluginFailure failure) {
    List<PluginFailure> more = new ArrayList<>(failures);
    more.add(failure);
    return new PluginStates(running, off, more);
  }

  /** This plugin is switched off. */
  PluginStates withOff(String name) {
    SortedSet<String> more = new TreeSet<>(off);
    more.add(name);
    return new PluginStates(running, more, failures);
  }

  /**
   * The plugin of this name neither runs nor is off, and has not failed in these places. What
   * failed elsewhere under this name, such as a second one, stays.
   */
  PluginStates without(String name, Set<String> locations) {
    SortedMap<String, InstalledPlugin> fewer = new TreeMap<>(running);
    fewer.remove(name);
    SortedSet<String> fewerOff = new TreeSet<>(off);
    fewerOff.remove(name);
    return new PluginStates(
        fewer,
        fewerOff,
        failures.stream()
            .filter(
                failure ->
                    !locations.contains(failure.location())
                        || failure.name().filter(other -> !other.equals(name)).isPresent())
            .toList());
  }

  /** The names of all that are known. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(running.keySet());
    names.addAll(off);
    failures.forEach(failure -> failure.name().ifPresent(names::add));
    return names;
  }
}
