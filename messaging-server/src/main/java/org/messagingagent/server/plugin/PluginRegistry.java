package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.messagingagent.server.plugin.PluginOperationException.Reason;
import org.messagingagent.spi.MessagingPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of one server: those that run, those that are switched off, and those that failed.
 * Safe for use by many threads; plugins are restarted one after the other.
 *
 * <p>A plugin that cannot be used costs one line in the log and a {@link PluginFailure}; the others
 * run.
 */
public final class PluginRegistry implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PluginRegistry.class);

  private final PluginsConfig config;
  private final List<MessagingPlugin> given;
  private final PluginOpener opener;
  private final ClassLoader classes;
  private final PausedPlugins paused;
  private final PluginInstances instances;
  private final PluginLoaders loaders = new PluginLoaders();
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final Map<String, PluginInfo> infos = new ConcurrentHashMap<>();
  private final List<PluginUser> users = new CopyOnWriteArrayList<>();

  /** Held while a plugin is restarted, which may take minutes. */
  private final Object restarting = new Object();

  /** Held for a moment, while what is known changes. */
  private final Object changing = new Object();

  private volatile PluginStates states = PluginStates.NONE;
  private boolean jobsRun;
  private boolean closed;

  private PluginRegistry(
      PluginsConfig config,
      List<? extends MessagingPlugin> given,
      PluginOpener opener,
      PluginHost host,
      ClassLoader classes) {
    this.config = config;
    this.given = List.copyOf(given);
    this.opener = opener;
    this.paused = new PausedPlugins(host);
    this.classes = classes;
    this.instances = new PluginInstances(config.instances());
  }

  /**
   * Finds and opens plugins: those given, then those built in, then those in the directory by file
   * name. Where two have one name, the first has it, whether it runs or is switched off. After them
   * come their {@link PluginsConfig#instances()}.
   *
   * <p>A plugin runs unless {@code enabled} is {@code false} among its settings, or {@link
   * MessagingPlugin#enabledByDefault()} is false and {@code enabled} is not {@code true}. One that
   * the caller gives is wanted, and so is an instance: they run unless {@code enabled} is {@code
   * false}.
   *
   * <p>Takes the plugins' own time, at most about {@link PluginsConfig#openTimeout()} for all that
   * start well or hang at their start.
   *
   * @param given plugins that an application brings as objects
   * @param settings from a plugin's name to its settings, without the prefix {@code
   *     messaging.plugin.<name>.}; answers an empty map where there are none. Asked again when a
   *     plugin is started anew
   * @param dataDirectory the server's; plugins get directories of their own below it
   * @param host what plugins call
   */
  public static PluginRegistry load(
      PluginsConfig config,
      List<? extends MessagingPlugin> given,
      Function<String, Map<String, String>> settings,
      Path dataDirectory,
      Clock clock,
      PluginHost host) {
    return load(
        config, given, settings, dataDirectory, clock, host, PluginRegistry.class.getClassLoader());
  }

  /**
   * As the public method.
   *
   * @param classes where built-in plugins are looked up and the SPI is
   */
  static PluginRegistry load(
      PluginsConfig config,
      List<? extends MessagingPlugin> given,
      Function<String, Map<String, String>> settings,
      Path dataDirectory,
      Clock clock,
      PluginHost host,
      ClassLoader classes) {
    requireNonNull(config, "config is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(dataDirectory, "dataDirectory is null");
    requireNonNull(clock, "clock is null");
    PluginOpener opener = new PluginOpener(config, settings, dataDirectory, clock, host);
    PluginRegistry registry = new PluginRegistry(config, given, opener, host, classes);
    registry.loadAll();
    return registry;
  }

  private void loadAll() {
    PluginFinder finder = finder(this::note);
    finder.given(given);
    if (config.builtIn()) {
      finder.builtIn();
    }
    config.directory().ifPresent(finder::directory);
    List<Candidate> candidates = new ArrayList<>(finder.candidates());
    candidates.addAll(instances.of(finder.candidates(), this::again, this::note));
    List<PluginOpener.Pending<InstalledPlugin>> pending = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        if (opener.isWanted(candidate)) {
          pending.add(opener.startCheckAndOpen(candidate));
        } else {
          off(candidate);
        }
      } catch (UnusablePluginException e) {
        failed(candidate, e);
      }
    }
    Deadline deadline = openDeadline();
    for (PluginOpener.Pending<InstalledPlugin> opening : pending) {
      try {
        started(opener.await(opening, deadline));
      } catch (UnusablePluginException e) {
        failed(opening.plugin(), e);
      }
    }
    settle(finder);
    logOff();
  }

  /** Looks in a place again, for an instance of what is there. */
  private PluginFinder again(Place place) {
    PluginFinder finder = finder(failure -> {});
    finder.look(place);
    loaders.add(finder.loaders());
    return finder;
  }

  private void note(PluginFailure failure) {
    states = states.with(failure);
    log(failure);
  }

  private void logOff() {
    if (!states.off().isEmpty()) {
      log.info(
          "Switched off: {}; messaging.plugin.<name>.enabled=true switches one on",
          String.join(", ", states.off()));
    }
  }

  /** The instance of a plugin that this name stands for; empty where it is a plugin's own. */
  Optional<Place.Instance> instance(String name) {
    boolean isPlugin =
        placeOf(name).filter(place -> !(place instanceof Place.Instance)).isPresent();
    return isPlugin ? Optional.empty() : instances.find(name);
  }

  /**
   * Checks that there can be such an instance of what is known.
   *
   * @param found what was found of late
   * @throws UnusablePluginException where there cannot
   */
  void check(Place.Instance instance, List<Candidate> found) throws UnusablePluginException {
    Set<String> plugins = new HashSet<>(places.keySet());
    plugins.removeIf(name -> places.get(name) instanceof Place.Instance);
    found.forEach(candidate -> plugins.add(candidate.name()));
    instances.check(instance, plugins);
  }

  /** A finder for one plugin; what it finds is settled with {@link #settle}. */
  PluginFinder finder(Consumer<PluginFailure> report) {
    return new PluginFinder(config.openTimeout(), classes, report);
  }

  /** What is in the plugins directory, where there is one. */
  List<Place.Entry> entries(PluginFinder finder) {
    return config.directory().map(finder::entries).orElse(List.of());
  }

  /** Where the plugin of this name was found when it was last looked for. */
  Optional<Place> placeOf(String name) {
    return Optional.ofNullable(places.get(name));
  }

  /** Closes the class loaders that no plugin needs. */
  void settle(PluginFinder finder) {
    loaders.add(finder.loaders());
    loaders.closeUnused(all().stream().map(InstalledPlugin::loader));
  }

  PluginOpener opener() {
    return opener;
  }

  Deadline openDeadline() {
    return Deadline.in(config.openTimeout());
  }

  void started(InstalledPlugin plugin) {
    synchronized (changing) {
      plugin.pause(paused.contains(plugin.name()));
      states = newlyIn(plugin.info(), plugin.place()).with(plugin);
      users.forEach(user -> user.started(plugin));
      if (jobsRun) {
        plugin.startJobs();
      }
    }
    log.info(
        "Plugin {} {} from {}: {}; formats {}{}",
        plugin.name(),
        plugin.info().version(),
        plugin.location(),
        plugin.abilities(),
        plugin.info().formats().isEmpty() ? "any" : plugin.info().formats(),
        paused.contains(plugin.name()) ? "; an operator paused it" : "");
  }

  private void off(Candidate plugin) {
    synchronized (changing) {
      states = newlyIn(plugin.info(), plugin.place()).withOff(plugin.name());
    }
  }

  void switchedOff(Candidate plugin) {
    off(plugin);
    log.info(
        "Plugin {} is switched off; messaging.plugin.{}.enabled=true switches it on",
        plugin.name(),
        plugin.name());
  }

  void failed(Candidate plugin, UnusablePluginException why) {
    if (why.leavesThread()) {
      loaders.leave(plugin.loader());
    }
    PluginFailure failure =
        new PluginFailure(plugin.location(), Optional.of(plugin.name()), why.getMessage());
    synchronized (changing) {
      states = newlyIn(plugin.info(), plugin.place()).with(failure);
    }
    log(failure);
  }

  /** What is known but for the plugin of this name, which has been looked at in this place. */
  private PluginStates newlyIn(PluginInfo info, Place place) {
    String name = info.name();
    infos.put(name, info);
    Set<String> locations = new HashSet<>();
    locations.add(place.text());
    placeOf(name).map(Place::text).ifPresent(locations::add);
    places.put(name, place);
    return states.without(name, locations);
  }

  /**
   * Stops a plugin: nobody is let in, its calls end, and it closes. It is still found, so that
   * messages for it are accepted and wait, until another takes its place or it is known to fail.
   */
  void stop(InstalledPlugin plugin) {
    log.info("Plugin {} is being stopped: its calls are waited for", plugin.name());
    plugin.refuseCalls();
    users.forEach(user -> user.stopping(plugin));
    List<InstalledPlugin> others = all().stream().filter(other -> other != plugin).toList();
    PluginStop.stop(List.of(plugin), others, config.closeTimeout());
  }

  private static void log(PluginFailure failure) {
    log.error(
        "Plugin {}from {} does not run: {}",
        failure.name().map(name -> name + " ").orElse(""),
        failure.location(),
        failure.reason());
  }

  /**
   * Tells a part of the server of the plugins that run, and from now on of all that come and go.
   */
  public void tell(PluginUser user) {
    synchronized (changing) {
      users.add(user);
      all().forEach(user::started);
    }
  }

  /**
   * Lets the plugins' jobs run from now on: what they submit is taken. Those of plugins that come
   * later run at once.
   */
  public void startJobs() {
    synchronized (changing) {
      jobsRun = true;
      all().forEach(InstalledPlugin::startJobs);
    }
  }

  /** The running plugin of exactly this name; a paused one runs. */
  public Optional<InstalledPlugin> find(String name) {
    return Optional.ofNullable(states.running().get(requireNonNull(name, "name is null")));
  }

  /** All running plugins, by name. */
  public List<InstalledPlugin> all() {
    return List.copyOf(states.running().values());
  }

  /** What a plugin last told of itself, also one that failed later or is switched off. */
  public Optional<PluginInfo> info(String name) {
    return Optional.ofNullable(infos.get(requireNonNull(name, "name is null")));
  }

  /** Where a plugin was found when it was last looked for, for an operator. */
  public Optional<String> location(String name) {
    return Optional.ofNullable(places.get(requireNonNull(name, "name is null"))).map(Place::text);
  }

  /** What was found and does not run, in the order in which it was found out. */
  public List<PluginFailure> failures() {
    return states.failures();
  }

  /** The names of the plugins that are there and switched off, in order. */
  public List<String> switchedOff() {
    return List.copyOf(states.off());
  }

  /**
   * Hands a plugin no messages from now on, also after a restart of the server. Calls that run go
   * on. Does nothing where it is paused.
   *
   * @throws PluginOperationException where there is no plugin of this name
   * @throws org.messagingagent.spi.SubmissionException where the database does not take it
   */
  public void pause(String name) {
    synchronized (changing) {
      checkKnown(name);
      paused.add(name);
      find(name).ifPresent(plugin -> plugin.pause(true));
      log.info("Plugin {} is paused", name);
    }
  }

  /**
   * Hands a plugin messages again. Does nothing where it is not paused.
   *
   * @throws PluginOperationException where there is no plugin of this name
   * @throws org.messagingagent.spi.SubmissionException where the database does not take it
   */
  public void resume(String name) {
    synchronized (changing) {
      checkKnown(name);
      paused.remove(name);
      find(name).ifPresent(plugin -> plugin.pause(false));
      log.info("Plugin {} is resumed", name);
    }
  }

  /**
   * Pauses and resumes what an operator has paused and resumed on other nodes.
   *
   * @throws org.messagingagent.spi.SubmissionException where the database does not answer
   */
  public void followPauses() {
    synchronized (changing) {
      paused.refresh();
      for (InstalledPlugin plugin : all()) {
        boolean pause = paused.contains(plugin.name());
        if (plugin.isPaused() != pause) {
          plugin.pause(pause);
          log.info(
              "Plugin {} is {}, as on the other nodes",
              plugin.name(),
              pause ? "paused" : "resumed");
        }
      }
    }
  }

  /**
   * Stops a plugin and starts it anew from where it was found, by new class loaders and with its
   * settings read again; also one that failed, is off, or was put into the plugins directory since
   * the server started. What can be found out before is: where the new one's settings are wrong,
   * the old one goes on. Takes the time that calls, close and open take within their limits.
   *
   * @return what became of it, in a sentence
   * @throws PluginOperationException where there is none of this name, or it does not start; the
   *     message says whether the old one goes on
   */
  public String restart(String name) {
    synchronized (restarting) {
      if (closed) {
        throw new PluginOperationException(Reason.REFUSED, "The server is being stopped");
      }
      return new PluginRestart(this, name).run();
    }
  }

  /**
   * Closes all plugins at once, waits at most {@link PluginsConfig#closeTimeout()} for them, and
   * lets go of their JARs. Call it when no call is under way any more. A second call does nothing.
   */
  @Override
  public void close() {
    synchronized (restarting) {
      if (closed) {
        return;
      }
      closed = true;
      PluginStop.stop(all(), List.of(), config.closeTimeout());
      loaders.closeAll();
    }
  }

  private void checkKnown(String name) {
    if (!states.names().contains(name)) {
      throw notFound(name);
    }
  }

  PluginOperationException notFound(String name) {
    Set<String> names = states.names();
    return new PluginOperationException(
        Reason.NOT_FOUND,
        "There is no plugin '%s'; there are: %s"
            .formatted(Texts.line(name, 80), names.isEmpty() ? "none" : String.join(", ", names)));
  }
}
