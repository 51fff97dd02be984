package org.messagingagent.server.plugin;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.messagingagent.spi.BatchSender;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.TransactionalHandler;
import org.messagingagent.spi.callback.CallbackHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a plugin that was found run: checks its settings, and opens it. What is the vendor's runs
 * in threads of its own, so that several can be opened at once and none is waited for for ever.
 */
final class PluginOpener {

  private static final Logger log = LoggerFactory.getLogger(PluginOpener.class);

  private static final int MAX_BATCH = 10_000;

  /** No plugin's name has a slash, so these values are the server's own. */
  private static final String LEASES = "/jobs";

  private static final String NODE = "process " + ProcessHandle.current().pid();

  private final PluginsConfig config;
  private final Function<String, Map<String, String>> settings;
  private final Path dataDirectory;
  private final Clock clock;
  private final PluginHost host;

  PluginOpener(
      PluginsConfig config,
      Function<String, Map<String, String>> settings,
      Path dataDirectory,
      Clock clock,
      PluginHost host) {
    this.config = config;
    this.settings = settings;
    this.dataDirectory = dataDirectory;
    this.clock = clock;
    this.host = host;
  }

  /** A plugin whose settings are right. */
  record Prepared(Candidate plugin, OperatorSettings.Checked checked) {}

  /**
   * A plugin that is being checked, or opened.
   *
   * @param what is waited for, in words
   */
  record Pending<T>(Candidate plugin, String what, BoundedCall<T> call) {}

  /**
   * Whether the plugin is to run, by its settings as they are now.
   *
   * @throws UnusablePluginException where the switch is neither on nor off
   */
  boolean isWanted(Candidate plugin) throws UnusablePluginException {
    try {
      return settingsOf(plugin).enabled(plugin.wanted());
    } catch (PluginSettingException e) {
      throw new UnusablePluginException(Problems.explain(plugin.name(), e));
    }
  }

  /** Begins to check the settings, as they are now. */
  Pending<Prepared> startCheck(Candidate plugin) throws UnusablePluginException {
    OperatorSettings values = settingsOf(plugin);
    return new Pending<>(
        plugin,
        "the check of its settings",
        BoundedCall.start(
            "plugin-check-" + plugin.name(),
            plugin.loader(),
            () -> check(plugin, values),
            late -> {}));
  }

  /** Begins to open. */
  Pending<InstalledPlugin> startOpen(Prepared prepared) {
    return opening(prepared.plugin(), () -> open(prepared));
  }

  /** Begins to check the settings, as they are now, and then to open. */
  Pending<InstalledPlugin> startCheckAndOpen(Candidate plugin) throws UnusablePluginException {
    OperatorSettings values = settingsOf(plugin);
    return opening(plugin, () -> open(check(plugin, values)));
  }

  private static Pending<InstalledPlugin> opening(
      Candidate plugin, Callable<InstalledPlugin> code) {
    return new Pending<>(
        plugin,
        "its open()",
        BoundedCall.start(
            "plugin-open-" + plugin.name(), plugin.loader(), code, InstalledPlugin::closeQuietly));
  }

  /**
   * The result, within the time that is left.
   *
   * @throws UnusablePluginException where it failed or takes longer; the message says why, and the
   *     way out
   */
  <T> T await(Pending<T> pending, Deadline deadline) throws UnusablePluginException {
    Candidate plugin = pending.plugin();
    try {
      return pending.call().await(deadline.left());
    } catch (ExecutionException e) {
      Problems.trace(log, plugin.name(), e.getCause());
      throw new UnusablePluginException(Problems.explain(plugin.name(), e.getCause()));
    } catch (TimeoutException e) {
      throw UnusablePluginException.leavingThread(
          "%s did not return within %s; see that what it connects to can be reached, and restart it"
              .formatted(pending.what(), PluginFinder.seconds(config.openTimeout())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnusablePluginException("the start was interrupted");
    }
  }

  private OperatorSettings settingsOf(Candidate plugin) throws UnusablePluginException {
    try {
      return OperatorSettings.of(settings.apply(plugin.name()));
    } catch (RuntimeException e) {
      throw new UnusablePluginException("its settings cannot be read: " + e.getMessage());
    }
  }

  private Prepared check(Candidate plugin, OperatorSettings values) {
    return new Prepared(plugin, values.check(plugin.plugin(), plugin.info(), config.limits()));
  }

  private InstalledPlugin open(Prepared prepared) throws Exception {
    Candidate plugin = prepared.plugin();
    FailureLog failures =
        new FailureLog(LoggerFactory.getLogger(InstalledPlugin.class), plugin.name(), clock);
    OpenContext context = context(prepared, failures);
    try {
      Channel channel = plugin.plugin().open(context);
      if (channel == null) {
        throw new UnusablePluginException(
            "its open() returned null; get a build that returns a channel");
      }
      try {
        return new InstalledPlugin(
            plugin,
            channel,
            checkedBatch(channel),
            prepared.checked(),
            context,
            failures,
            host.callObserver(),
            host.offersTransactions(),
            clock);
      } catch (Throwable e) { // vendor code, such as maxBatch()
        closeQuietly(plugin, channel);
        throw e;
      }
    } catch (Throwable e) { // vendor code
      context.jobs().close(Duration.ZERO);
      context.end();
      throw e;
    }
  }

  private OpenContext context(Prepared prepared, FailureLog failures) {
    Candidate plugin = prepared.plugin();
    return new OpenContext(
        plugin.name(),
        prepared.checked(),
        dataDirectory,
        clock,
        host,
        new PluginJobs(
            plugin.name(),
            plugin.loader(),
            clock,
            failures,
            host.values(plugin.name() + LEASES),
            NODE),
        new PluginFigures(plugin.name(), plugin.loader(), clock));
  }

  private int checkedBatch(Channel channel) throws UnusablePluginException {
    if (channel instanceof TransactionalHandler
        && !(channel instanceof IncomingHandler)
        && !host.offersTransactions()) {
      throw new UnusablePluginException(
          "it handles messages in transactions of the database (TransactionalHandler), which needs PostgreSQL, and this server keeps its messages in SQLite; set messaging.store.url");
    }
    if (!(channel instanceof IncomingHandler)
        && !(channel instanceof TransactionalHandler)
        && !(channel instanceof OutgoingSender)
        && !(channel instanceof CallbackHandler)) {
      throw new UnusablePluginException(
          "its channel is no IncomingHandler, OutgoingSender or CallbackHandler, and no TransactionalHandler; get a build that is one of them");
    }
    int maxBatch = channel instanceof BatchSender batches ? batches.maxBatch() : 1;
    if (maxBatch < 1 || maxBatch > MAX_BATCH) {
      throw new UnusablePluginException(
          "its maxBatch() is %d; it must be 1 to %d".formatted(maxBatch, MAX_BATCH));
    }
    return maxBatch;
  }

  private static void closeQuietly(Candidate plugin, Channel channel) {
    try {
      channel.close();
    } catch (Throwable e) { // vendor code, whose failure has been reported already
      Problems.trace(log, plugin.name(), e);
    }
  }
}
