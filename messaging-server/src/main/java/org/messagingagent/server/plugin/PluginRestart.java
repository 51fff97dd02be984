package org.messagingagent.server.plugin;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.messagingagent.server.plugin.PluginOpener.Prepared;
import org.messagingagent.server.plugin.PluginOperationException.Reason;

/**
 * Starts one plugin anew. All that can go wrong without touching the running one is tried first: it
 * is found, asked what it is, and its settings are checked. Then the old one is stopped, and the
 * new one is opened.
 */
final class PluginRestart {

  private final PluginRegistry registry;
  private final String name;
  private final Optional<InstalledPlugin> old;

  /** Called while nothing else changes the registry. */
  PluginRestart(PluginRegistry registry, String name) {
    this.registry = registry;
    this.name = name;
    this.old = registry.find(name);
  }

  String run() {
    List<PluginFailure> troubles = new ArrayList<>();
    PluginFinder finder = registry.finder(troubles::add);
    try {
      Candidate candidate = find(finder, troubles);
      if (!registry.opener().isWanted(candidate)) {
        return switchOff(candidate);
      }
      Prepared prepared =
          registry.opener().await(registry.opener().startCheck(candidate), registry.openDeadline());
      old.ifPresent(registry::stop);
      return open(prepared);
    } catch (UnusablePluginException e) {
      throw refused(e.getMessage());
    } finally {
      registry.settle(finder);
    }
  }

  private String switchOff(Candidate candidate) {
    old.ifPresent(registry::stop);
    registry.switchedOff(candidate);
    return "Plugin %s is switched off by its settings%s"
        .formatted(name, old.isPresent() ? "; it was stopped" : "");
  }

  private String open(Prepared prepared) {
    Candidate candidate = prepared.plugin();
    try {
      InstalledPlugin started =
          registry.opener().await(registry.opener().startOpen(prepared), registry.openDeadline());
      registry.started(started);
      return old.isPresent()
          ? "Plugin %s was restarted: version %s from %s took the place of version %s"
              .formatted(
                  name, started.info().version(), started.location(), old.get().info().version())
          : "Plugin %s was started: version %s from %s"
              .formatted(name, started.info().version(), started.location());
    } catch (UnusablePluginException e) {
      registry.failed(candidate, e);
      throw new PluginOperationException(
          Reason.REFUSED,
          "Plugin '%s'%s does not start: %s"
              .formatted(name, old.isPresent() ? " was stopped, and" : "", e.getMessage()));
    }
  }

  private Candidate find(PluginFinder finder, List<PluginFailure> troubles)
      throws UnusablePluginException {
    Optional<Place.Instance> instance = registry.instance(name);
    if (instance.isEmpty()) {
      return find(name, finder).orElseThrow(() -> notFound(name, troubles));
    }
    String plugin = instance.get().plugin();
    Optional<Candidate> found = find(plugin, finder);
    registry.check(instance.get(), finder.candidates());
    return PluginInstances.of(instance.get(), found.orElseThrow(() -> notFound(plugin, troubles)));
  }

  /** Where it was first; then whatever else in the plugins directory has its name now. */
  private Optional<Candidate> find(String plugin, PluginFinder finder) {
    Optional<Place> known = registry.placeOf(plugin);
    known.filter(PluginRestart::exists).ifPresent(finder::look);
    if (finder.candidate(plugin).isEmpty()) {
      Set<Place> inUse =
          registry.all().stream().map(InstalledPlugin::place).collect(Collectors.toSet());
      known.ifPresent(inUse::add);
      registry.entries(finder).stream()
          .filter(Predicate.not(inUse::contains))
          .forEach(finder::look);
    }
    return finder.candidate(plugin);
  }

  private static boolean exists(Place place) {
    return !(place instanceof Place.Entry entry) || Files.exists(entry.path());
  }

  private PluginOperationException notFound(String plugin, List<PluginFailure> troubles) {
    Optional<Place> known = registry.placeOf(plugin);
    Optional<PluginFailure> trouble =
        troubles.stream()
            .filter(
                failure ->
                    failure.name().filter(plugin::equals).isPresent()
                        || known.map(Place::text).filter(failure.location()::equals).isPresent())
            .findFirst();
    if (trouble.isPresent()) {
      return refused(trouble.get().reason());
    }
    if (known.isEmpty()) {
      return registry.notFound(name);
    }
    return refused("it is not at %s any more, nor elsewhere".formatted(known.get().text()));
  }

  private PluginOperationException refused(String why) {
    return new PluginOperationException(
        Reason.REFUSED,
        "Plugin '%s' was not restarted: %s%s"
            .formatted(name, why, old.isPresent() ? "; the running one goes on" : ""));
  }
}
