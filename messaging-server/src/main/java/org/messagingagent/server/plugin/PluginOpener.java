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
import org.messagingagent.spi.BatchSender;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SettingProblem;
import org.messagingagent.spi.callback.CallbackHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the plugins that were found, all at once, so that slow ones cost the start no sum. */
final class PluginOpener {

  private static final Logger log = LoggerFactory.getLogger(PluginOpener.class);

  private static final int MAX_BATCH = 10_000;

  private final PluginFinder found;
  private final PluginsConfig config;
  private final Function<String, Map<String, String>> settings;
  private final Path dataDirectory;
  private final Clock clock;
  private final PluginHost host;

  private final List<InstalledPlugin> installed = new ArrayList<>();
  private final List<PluginFailure> failures = new ArrayList<>();
  private final Set<String> switchedOff = new TreeSet<>();
  private final Set<ClassLoader> inUse = Collections.newSetFromMap(new IdentityHashMap<>());

  PluginOpener(
      PluginFinder found,
      PluginsConfig config,
      Function<String, Map<String, String>> settings,
      Path dataDirectory,
      Clock clock,
      PluginHost host) {
    this.found = found;
    this.config = config;
    this.settings = settings;
    this.dataDirectory = dataDirectory;
    this.clock = clock;
    this.host = host;
    failures.addAll(found.failures());
  }

  private record Opening(Candidate plugin, PluginLimits limits, BoundedCall<Opened> call) {}

  private record Opened(Channel channel, int maxBatch, PluginSettings settings) {}

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
    OperatorSettings all = OperatorSettings.of(settings.apply(plugin.name()));
    try {
      if (!all.enabled(plugin.wanted())) {
        switchedOff.add(plugin.name());
        log.info(
            "Plugin {} is switched off; messaging.plugin.{}.enabled=true switches it on",
            plugin.name(),
            plugin.name());
        return Optional.empty();
      }
      PluginLimits limits = config.limits().with(all.limits());
      return Optional.of(
          new Opening(
              plugin,
              limits,
              BoundedCall.start(
                  "plugin-open-" + plugin.name(),
                  plugin.loader(),
                  () -> open(plugin, all.own()),
                  late -> closeQuietly(plugin, late.channel()))));
    } catch (PluginSettingException e) {
      fail(plugin, Problems.explain(plugin.name(), e));
      return Optional.empty();
    }
  }

  private Opened open(Candidate plugin, Map<String, String> values) throws Exception {
    PluginSettings settings = PluginSettings.of(plugin.info().settings(), values);
    List<SettingProblem> problems = plugin.plugin().check(settings);
    if (!problems.isEmpty()) {
      throw new PluginSettingException(problems);
    }
    Channel channel =
        plugin.plugin().open(new OpenContext(plugin.name(), settings, dataDirectory, clock, host));
    return checked(plugin, channel, settings);
  }

  private void finish(Opening opening, Deadline deadline) {
    Candidate plugin = opening.plugin();
    try {
      Opened opened = opening.call().await(deadline.left());
      InstalledPlugin running =
          new InstalledPlugin(
              plugin,
              opened.channel(),
              opened.maxBatch(),
              opening.limits(),
              opened.settings(),
              clock);
      installed.add(running);
      inUse.add(plugin.loader());
      log.info(
          "Plugin {} {} from {}: {}; formats {}",
          running.name(),
          running.info().version(),
          running.location(),
          directions(running),
          running.info().formats().isEmpty() ? "any" : running.info().formats());
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

  private static Opened checked(Candidate plugin, Channel channel, PluginSettings settings)
      throws Exception {
    if (channel == null) {
      throw new UnusablePluginException(
          "its open() returned null; get a build that returns a channel");
    }
    if (!(channel instanceof IncomingHandler)
        && !(channel instanceof OutgoingSender)
        && !(channel instanceof CallbackHandler)) {
      closeQuietly(plugin, channel);
      throw new UnusablePluginException(
          "its channel is no IncomingHandler, OutgoingSender or CallbackHandler; get a build that is one of them");
    }
    int maxBatch = channel instanceof BatchSender batches ? batches.maxBatch() : 1;
    if (maxBatch < 1 || maxBatch > MAX_BATCH) {
      closeQuietly(plugin, channel);
      throw new UnusablePluginException(
          "its maxBatch() is %d; it must be 1 to %d".formatted(maxBatch, MAX_BATCH));
    }
    return new Opened(channel, maxBatch, settings);
  }

  private static String directions(InstalledPlugin plugin) {
    String sends = plugin.supportsConfig() ? "sends (with configuration)" : "sends";
    if (!plugin.takesIncoming()) {
      return sends;
    }
    return plugin.sends() ? "takes incoming messages, " + sends : "takes incoming messages";
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
