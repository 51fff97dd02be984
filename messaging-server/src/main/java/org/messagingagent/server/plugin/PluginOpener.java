package org.messagingagent.server.plugin;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginSettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the plugins that were found, all at once, so that slow ones cost the start no sum. */
final class PluginOpener {

  private static final Logger log = LoggerFactory.getLogger(PluginOpener.class);

  private final PluginFinder found;
  private final PluginsConfig config;
  private final Function<String, Map<String, String>> settings;
  private final Path dataDirectory;
  private final Clock clock;

  private final List<InstalledPlugin> installed = new ArrayList<>();
  private final List<PluginFailure> failures = new ArrayList<>();
  private final Set<String> switchedOff = new TreeSet<>();
  private final Set<ClassLoader> inUse = Collections.newSetFromMap(new IdentityHashMap<>());

  PluginOpener(
      PluginFinder found,
      PluginsConfig config,
      Function<String, Map<String, String>> settings,
      Path dataDirectory,
      Clock clock) {
    this.found = found;
    this.config = config;
    this.settings = settings;
    this.dataDirectory = dataDirectory;
    this.clock = clock;
    failures.addAll(found.failures());
  }

  private record Opening(Candidate plugin, OperatorSettings settings, BoundedCall<Channel> call) {}

  PluginRegistry open() {
    List<Opening> openings = new ArrayList<>();
    for (Candidate candidate : found.candidates()) {
      start(candidate).ifPresent(openings::add);
    }
    Deadline deadline = Deadline.in(config.openTimeout());
    for (Opening opening : openings) {
      finish(opening, deadline);
    }
    List<PluginClassLoader> kept = new ArrayList<>();
    for (PluginClassLoader loader : found.loaders()) {
      if (inUse.contains(loader)) {
        kept.add(loader);
      } else {
        PluginRegistry.close(loader);
      }
    }
    return new PluginRegistry(
        installed, failures, List.copyOf(switchedOff), kept, config.closeTimeout());
  }

  private Optional<Opening> start(Candidate plugin) {
    OperatorSettings all;
    try {
      all = OperatorSettings.of(settings.apply(plugin.name()));
      if (!all.getBoolean(OperatorSettings.ENABLED, plugin.wanted())) {
        switchedOff.add(plugin.name());
        log.info(
            "Plugin {} is switched off; messaging.plugin.{}.enabled=true switches it on",
            plugin.name(),
            plugin.name());
        return Optional.empty();
      }
    } catch (PluginSettingException e) {
      fail(plugin, Problems.explain(plugin.name(), e));
      return Optional.empty();
    }
    OperatorSettings own = all.forPlugin();
    OpenContext context = new OpenContext(plugin.name(), own, dataDirectory, clock);
    return Optional.of(
        new Opening(
            plugin,
            own,
            BoundedCall.start(
                "plugin-open-" + plugin.name(),
                plugin.loader(),
                () -> checked(plugin, plugin.plugin().open(context)),
                late -> closeQuietly(plugin, late))));
  }

  private void finish(Opening opening, Deadline deadline) {
    Candidate plugin = opening.plugin();
    try {
      Channel channel = opening.call().await(deadline.left());
      InstalledPlugin running = new InstalledPlugin(plugin, channel, clock);
      installed.add(running);
      inUse.add(plugin.loader());
      log.info(
          "Plugin {} {} from {}: {}; formats {}",
          running.name(),
          running.version(),
          running.location(),
          directions(running),
          running.formats().isEmpty() ? "any" : running.formats());
      warnOfUnused(plugin, opening.settings());
    } catch (ExecutionException e) {
      fail(plugin, Problems.explain(plugin.name(), e.getCause()));
      Problems.trace(log, plugin.name(), e.getCause());
    } catch (TimeoutException e) {
      // Its thread may still need its classes.
      inUse.add(plugin.loader());
      fail(
          plugin,
          "its open() did not return within %s; see that what it connects to can be reached, and restart"
              .formatted(PluginFinder.seconds(config.openTimeout())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(plugin, "the start of the server was interrupted");
    }
  }

  private static Channel checked(Candidate plugin, Channel channel) throws UnusablePluginException {
    if (channel == null) {
      throw new UnusablePluginException(
          "its open() returned null; get a build that returns a channel");
    }
    if (!(channel instanceof IncomingHandler) && !(channel instanceof OutgoingSender)) {
      closeQuietly(plugin, channel);
      throw new UnusablePluginException(
          "its channel is neither an IncomingHandler nor an OutgoingSender; get a build that is one of them");
    }
    return channel;
  }

  private static String directions(InstalledPlugin plugin) {
    String sends = plugin.supportsConfig() ? "sends (with configuration)" : "sends";
    if (!plugin.takesIncoming()) {
      return sends;
    }
    return plugin.sends() ? "takes incoming messages, " + sends : "takes incoming messages";
  }

  private static void warnOfUnused(Candidate plugin, OperatorSettings settings) {
    for (String key : settings.unused()) {
      log.warn(
          "Plugin {} did not ask for the setting messaging.plugin.{}.{}; it asked for {}",
          plugin.name(),
          plugin.name(),
          key,
          settings.asked().isEmpty() ? "none" : settings.asked());
    }
  }

  private static void closeQuietly(Candidate plugin, Channel channel) {
    try {
      channel.close();
    } catch (Throwable e) { // vendor code, whose failure has been reported already
      Problems.trace(log, plugin.name(), e);
    }
  }

  private void fail(Candidate plugin, String reason) {
    failures.add(
        PluginFinder.logged(
            new PluginFailure(plugin.location(), Optional.of(plugin.name()), reason)));
  }
}
