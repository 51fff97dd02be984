package org.messagingagent.server.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.messagingagent.server.support.NearestText;

/**
 * The plugins that run once more under names of their own, as the operator says. Each is an object
 * of its own; one from the plugins directory has a class loader of its own as well. Immutable.
 */
final class PluginInstances {

  private final Map<String, String> wanted;

  /**
   * @param wanted from the name of an instance to that of its plugin
   */
  PluginInstances(Map<String, String> wanted) {
    this.wanted = new TreeMap<>(wanted);
  }

  /**
   * Makes those that there can be, by name.
   *
   * @param found the plugins
   * @param again finds what is in a place once more
   * @param failed is told of those that cannot be
   */
  List<Candidate> of(
      List<Candidate> found, Function<Place, PluginFinder> again, Consumer<PluginFailure> failed) {
    Map<String, Place> places = new HashMap<>();
    found.forEach(plugin -> places.put(plugin.name(), plugin.place()));
    List<Candidate> made = new ArrayList<>();
    for (String name : wanted.keySet()) {
      Place.Instance instance = find(name).orElseThrow();
      try {
        check(instance, places.keySet());
        made.add(of(instance, again.apply(places.get(instance.plugin()))));
      } catch (UnusablePluginException e) {
        failed.accept(
            new PluginFailure(
                instance.text(), Optional.of(name).filter(PluginInquiry::isName), e.getMessage()));
      }
    }
    return made;
  }

  private static Candidate of(Place.Instance instance, PluginFinder again)
      throws UnusablePluginException {
    Optional<Candidate> found = again.candidate(instance.plugin());
    if (found.isEmpty()) {
      throw new UnusablePluginException(
          again.failures().stream()
              .map(PluginFailure::reason)
              .findFirst()
              .orElse("'%s' is not where it was any more".formatted(instance.plugin())));
    }
    return of(instance, found.get());
  }

  /** The instance of this name. */
  Optional<Place.Instance> find(String name) {
    return Optional.ofNullable(wanted.get(name)).map(plugin -> new Place.Instance(name, plugin));
  }

  /**
   * Checks what can be told without the plugin.
   *
   * @param plugins the names of the plugins that were found
   * @throws UnusablePluginException where there can be no such instance; the message says why, and
   *     the way out
   */
  void check(Place.Instance instance, Set<String> plugins) throws UnusablePluginException {
    String name = Texts.line(instance.name(), 80);
    String plugin = Texts.line(instance.plugin(), 80);
    if (!PluginInquiry.isName(instance.name())) {
      throw new UnusablePluginException(
          "'%s' is no name for a plugin: %s".formatted(name, PluginInquiry.WHAT_IS_A_NAME));
    }
    if (plugins.contains(instance.name())) {
      throw new UnusablePluginException(
          "the name '%s' belongs to a plugin already; give the instance another one"
              .formatted(name));
    }
    if (plugins.contains(instance.plugin())) {
      return;
    }
    String other = wanted.get(instance.plugin());
    if (other != null) {
      throw new UnusablePluginException(
          "'%s' is an instance itself; name the plugin that it is of%s"
              .formatted(plugin, plugins.contains(other) ? ": " + Texts.line(other, 80) : ""));
    }
    throw new UnusablePluginException(
        "there is no plugin '%s'; %s".formatted(plugin, wayOut(plugin, plugins)));
  }

  private static String wayOut(String plugin, Set<String> plugins) {
    if (plugins.isEmpty()) {
      return "there are none at all: see messaging.plugins.dir and messaging.plugins.built-in";
    }
    return NearestText.of(plugin, plugins)
        .map(near -> "did you mean %s?".formatted(near))
        .orElseGet(
            () -> "there are: " + Texts.line(String.join(", ", new TreeSet<>(plugins)), 300));
  }

  /**
   * An instance, by an object that nobody else has.
   *
   * @param found what was found of its plugin by a finder that was made for this
   * @throws UnusablePluginException where there can be one object of the plugin alone
   */
  static Candidate of(Place.Instance instance, Candidate found) throws UnusablePluginException {
    if (found.place() instanceof Place.Application) {
      throw new UnusablePluginException(
          "'%s' is an object of the application, of which there is one; let the application give another one, whose name() is '%s'"
              .formatted(found.name(), instance.name()));
    }
    return found.as(instance);
  }
}
