package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.messagingagent.server.plugin.PluginOperationException.Reason;
import org.messagingagent.spi.MessagingPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of one server, loaded once at its start. Safe for use by many threads.
 *
 * <p>A plugin that cannot be used costs one line in the log and a {@link PluginFailure}; the others
 * run.
 */
public final class PluginRegistry implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PluginRegistry.class);

  private final Map<String, InstalledPlugin> plugins;
  private final List<PluginFailure> failures;
  private final List<String> switchedOff;
  private final List<PluginClassLoader> loaders;
  private final Duration closeTimeout;
  private final AtomicBoolean closed = new AtomicBoolean();

  PluginRegistry(
      List<InstalledPlugin> plugins,
      List<PluginFailure> failures,
      List<String> switchedOff,
      List<PluginClassLoader> loaders,
      Duration closeTimeout) {
    Map<String, InstalledPlugin> byName = new TreeMap<>();
    plugins.forEach(plugin -> byName.put(plugin.name(), plugin));
    this.plugins = Collections.unmodifiableMap(byName);
    this.failures = List.copyOf(failures);
    this.switchedOff = List.copyOf(switchedOff);
    this.loaders = List.copyOf(loaders);
    this.closeTimeout = closeTimeout;
  }

  /**
   * Finds and opens plugins: those given, then those built in, then those in the directory by file
   * name. Where two have one name, the first has it, whether it runs or is switched off.
   *
   * <p>A plugin runs unless {@code enabled} is {@code false} among its settings, or {@link
   * MessagingPlugin#enabledByDefault()} is false and {@code enabled} is not {@code true}. One that
   * the caller gives is wanted: it runs unless {@code enabled} is {@code false}.
   *
   * <p>Takes the plugins' own time, at most about {@link PluginsConfig#openTimeout()} for all that
   * start well or hang at their start.
   *
   * @param given plugins that an application brings as objects
   * @param settings from a plugin's name to its settings, without the prefix {@code
   *     messaging.plugin.<name>.}; answers an empty map where there are none
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
    PluginFinder finder = new PluginFinder(config.openTimeout(), classes);
    finder.given(given);
    if (config.builtIn()) {
      finder.builtIn();
    }
    config.directory().ifPresent(finder::directory);
    return new PluginOpener(finder, config, settings, dataDirectory, clock, host).open();
  }

  /** The running plugin of exactly this name. */
  public Optional<InstalledPlugin> find(String name) {
    return Optional.ofNullable(plugins.get(requireNonNull(name, "name is null")));
  }

  /** All running plugins, by name. */
  public List<InstalledPlugin> all() {
    return List.copyOf(plugins.values());
  }

  /** What was found and does not run, in the order in which it was found out. */
  public List<PluginFailure> failures() {
    return failures;
  }

  /** The names of the plugins that are there and switched off, in order. */
  public List<String> switchedOff() {
    return switchedOff;
  }

  /**
   * Hands a plugin no messages from now on.
   *
   * @throws PluginOperationException where it does not run
   */
  public void pause(String name) {
    setPaused(name, true);
  }

  /**
   * Hands a plugin messages again.
   *
   * @throws PluginOperationException where it does not run
   */
  public void resume(String name) {
    setPaused(name, false);
  }

  /**
   * Stops a plugin and starts it anew.
   *
   * @return what became of it, in a sentence
   * @throws PluginOperationException where there is no such plugin, or it cannot be done
   */
  public String restart(String name) {
    running(name);
    throw new PluginOperationException(
        Reason.REFUSED, "Plugin '%s' starts anew with the server alone".formatted(name));
  }

  private void setPaused(String name, boolean paused) {
    InstalledPlugin plugin = running(name);
    plugin.handling().pause(paused);
    plugin.sending().pause(paused);
  }

  private InstalledPlugin running(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new PluginOperationException(
                    Reason.NOT_FOUND, "There is no plugin '%s'".formatted(name)));
  }

  /**
   * Closes all plugins at once, waits at most {@link PluginsConfig#closeTimeout()} for them, and
   * lets go of their JARs. Call it when no call is under way any more. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<InstalledPlugin> all = all();
    List<BoundedCall<Boolean>> closing = new ArrayList<>();
    all.forEach(plugin -> closing.add(plugin.startClose()));
    Deadline deadline = Deadline.in(closeTimeout);
    for (int i = 0; i < all.size(); i++) {
      all.get(i).awaitClose(closing.get(i), deadline.left());
    }
    loaders.forEach(PluginRegistry::close);
  }

  static void close(PluginClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      log.warn("The JARs of plugin {} could not be closed: {}", loader.getName(), e.getMessage());
    }
  }
}
