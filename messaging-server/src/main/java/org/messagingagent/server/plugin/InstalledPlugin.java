package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.messagingagent.server.plugin.CallFigures.Work;
import org.messagingagent.server.support.SteadyClock;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.TransactionalHandler;
import org.messagingagent.spi.UnsettledMessage;
import org.messagingagent.spi.callback.CallbackHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin that runs. Safe for use by many threads; it has none of its own for messages and sets no
 * time limit for them, callers do.
 *
 * <p>Whatever the plugin does, {@link #handle} and {@link #send} answer with an outcome and never
 * throw. The texts in it are bounded and fit for XML.
 */
public final class InstalledPlugin {

  /** The longest reason and description, in characters. */
  public static final int MAX_DESCRIPTION = 2_000;

  /** The longest external id and session key that a plugin may answer, in characters. */
  public static final int MAX_KEY = 255;

  /** The most external ids of one message. */
  public static final int MAX_EXTERNAL_IDS = 100;

  /** The longest time until the next attempt that a plugin may ask for. */
  public static final Duration MAX_RETRY_AFTER = Duration.ofDays(7);

  private static final Logger log = LoggerFactory.getLogger(InstalledPlugin.class);

  private final Candidate plugin;
  private final Channel channel;
  private final PluginSettings settings;
  private final PluginLimits limits;
  private final OpenContext context;
  private final Optional<CallbackDesk> callbackDesk;
  private final int maxBatch;
  private final boolean transactional;
  private final Set<String> formats;
  private final FailureLog failures;
  private final CallFigures figures = new CallFigures();
  private final VendorCalls vendor;
  private final HealthWatch healthWatch;
  private final CallGate handling;
  private final CallGate sending;

  InstalledPlugin(
      Candidate plugin,
      Channel channel,
      int maxBatch,
      OperatorSettings.Checked checked,
      OpenContext context,
      FailureLog failures,
      CallObserver observer,
      boolean transactions,
      Clock clock) {
    this.plugin = plugin;
    this.channel = channel;
    this.settings = checked.settings();
    this.limits = checked.limits();
    this.context = context;
    this.maxBatch = maxBatch;
    this.transactional = transactions && channel instanceof TransactionalHandler;
    this.formats = Set.copyOf(plugin.info().formats());
    this.failures = failures;
    this.vendor = new VendorCalls(plugin, channel, failures, figures, observer);
    Clock steady = new SteadyClock();
    this.healthWatch = new HealthWatch(name(), plugin.loader(), vendor::health, steady);
    this.handling =
        new CallGate(
            name(), "handling", limits.handling(), steady, () -> figures.timedOut(Work.HANDLE));
    this.sending =
        new CallGate(
            name(), "sending", limits.sending(), steady, () -> figures.timedOut(Work.SEND));
    this.callbackDesk =
        takesCallbacks()
            ? Optional.of(
                new CallbackDesk(
                    name(), vendor::answer, limits, clock, () -> figures.timedOut(Work.CALLBACK)))
            : Optional.empty();
  }

  /** The name that callers address; unique in this server. */
  public String name() {
    return plugin.name();
  }

  /** What it tells about itself. */
  public PluginInfo info() {
    return plugin.info();
  }

  /** Where it came from, for an operator: a path, or what stands for one. */
  public String location() {
    return plugin.location();
  }

  /** What the operator configured; holds secrets. */
  public PluginSettings settings() {
    return settings;
  }

  /** What it may take of the server. */
  public PluginLimits limits() {
    return limits;
  }

  /** The way in for incoming messages. */
  public CallGate handling() {
    return handling;
  }

  /** The way in for messages to send. */
  public CallGate sending() {
    return sending;
  }

  /** Whether it is called. */
  public PluginState state() {
    return PluginState.of(
        sends() && !takesIncoming() ? Optional.empty() : Optional.of(handling),
        sends() ? Optional.of(sending) : Optional.empty());
  }

  /** Whether it takes a message of this format; one that names none, as an empty text, always. */
  public boolean takesFormat(String format) {
    return formats.isEmpty() || format.isEmpty() || formats.contains(format);
  }

  /** What it does, in a few words for an operator. */
  String abilities() {
    List<String> abilities = new ArrayList<>();
    if (takesIncoming()) {
      abilities.add(
          transactional ? "handles in the database's transaction" : "takes incoming messages");
    }
    if (sends()) {
      abilities.add(supportsConfig() ? "sends (with configuration)" : "sends");
    }
    if (takesCallbacks()) {
      abilities.add("answers its gateway");
    }
    return String.join(", ", abilities);
  }

  /** Whether incoming messages may be given to it. */
  public boolean takesIncoming() {
    return channel instanceof IncomingHandler || transactional;
  }

  /**
   * Whether it handles messages in transactions of the database: with the other {@link
   * #handle(IncomingMessage, Connection, UnaryOperator) handle}.
   */
  public boolean handlesInTransaction() {
    return transactional;
  }

  /** Whether it sends messages. */
  public boolean sends() {
    return channel instanceof OutgoingSender;
  }

  /** Whether {@link #send} may be called with a configuration. */
  public boolean supportsConfig() {
    return channel instanceof ConfigurableSender;
  }

  /** How many messages {@link #sendAll} takes at once; 1 where it sends one a call. */
  public int maxBatch() {
    return maxBatch;
  }

  /** Whether {@link #reconcile} may be called. */
  public boolean reconciles() {
    return channel instanceof ReconcilingSender;
  }

  /** Where it is given the requests of its gateway; empty where it takes none. */
  public Optional<CallbackDesk> callbackDesk() {
    return callbackDesk;
  }

  /** Whether it answers requests of its gateway. */
  public boolean takesCallbacks() {
    return channel instanceof CallbackHandler;
  }

  /**
   * What a handler answered.
   *
   * @param failed whether it threw or gave no answer, which is a retry, too
   */
  public record Handled(HandleOutcome outcome, boolean failed) {}

  /**
   * Gives an incoming message to the plugin, in the calling thread. What the plugin throws becomes
   * {@link HandleOutcome.Kind#RETRY} with a reason for the operator. Where the call was
   * interrupted, the thread still is.
   */
  public Handled handle(IncomingMessage message) {
    requireNonNull(message, "message is null");
    return channel instanceof IncomingHandler
        ? vendor.handle(message)
        : new Handled(HandleOutcome.rejected("The plugin takes no incoming messages"), false);
  }

  /**
   * As {@link #handle(IncomingMessage)}, in a transaction; only where {@link
   * #handlesInTransaction()}.
   *
   * @param connection in a transaction, which the plugin cannot end
   * @param settle ends the transaction by what the plugin answered, within the time of the call,
   *     and says what came of it; does not throw
   */
  public Handled handle(
      IncomingMessage message, Connection connection, UnaryOperator<Handled> settle) {
    requireNonNull(message, "message is null");
    return vendor.handle(message, connection, settle);
  }

  /**
   * Hands an outgoing message to the plugin, in the calling thread. What the plugin throws becomes
   * {@link SendOutcome.Kind#UNKNOWN}; the description is fit for callers. Where the call was
   * interrupted, the thread still is.
   *
   * @param config unmodifiable; only where {@link #supportsConfig()}
   */
  public SendOutcome send(OutgoingMessage message, Optional<Map<String, String>> config) {
    requireNonNull(message, "message is null");
    requireNonNull(config, "config is null");
    if (!sends()) {
      return SendOutcome.rejected("The plugin sends no messages.");
    }
    if (config.isPresent() && !supportsConfig()) {
      return SendOutcome.rejected("The plugin takes no configuration.");
    }
    return vendor.send(message, config);
  }

  /**
   * As {@link #send}, for several messages in one call of the plugin.
   *
   * @param messages 1 to {@link #maxBatch()}
   * @return one outcome a message, in their order
   */
  public List<SendOutcome> sendAll(List<OutgoingMessage> messages) {
    return vendor.isBatchSender()
        ? vendor.sendAll(messages)
        : messages.stream().map(message -> send(message, Optional.empty())).toList();
  }

  /**
   * Asks the plugin what became of a message, in the calling thread. What it throws becomes {@link
   * SendOutcome.Kind#UNKNOWN}.
   */
  public SendOutcome reconcile(UnsettledMessage message) {
    return vendor.reconcile(message);
  }

  /** How it is doing, for operators who ask often. */
  public HealthWatch healthWatch() {
    return healthWatch;
  }

  /** What the server counted of its calls, and what the plugin counts by itself. */
  public List<PluginFigure> figures() {
    List<PluginFigure> all = new ArrayList<>(figures.snapshot());
    all.addAll(context.figures().snapshot());
    return List.copyOf(all);
  }

  /** The gateway's request was not answered by the plugin. */
  public static final class CallbackFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CallbackFailedException() {
      super("The plugin failed", null, false, false);
    }
  }

  @Override
  public String toString() {
    return "%s %s (%s)".formatted(name(), info().version(), location());
  }

  /** Whether an operator paused it. */
  boolean isPaused() {
    return handling.isPaused();
  }

  /** Whether nobody is let in until an operator resumes it. */
  void pause(boolean now) {
    handling.pause(now);
    sending.pause(now);
  }

  /** Lets nobody in from now on; calls that run go on. */
  void refuseCalls() {
    handling.stop();
    sending.stop();
  }

  /** Lets the plugin's jobs run. */
  void startJobs() {
    context.jobs().start();
  }

  /**
   * Starts to end what the plugin does, and to close its channel.
   *
   * @param limit how long requests of the gateway are waited for, and then jobs
   */
  BoundedCall<Boolean> startClose(Duration limit) {
    failures.flush();
    return BoundedCall.start(
        "plugin-close-" + name(),
        plugin.loader(),
        () -> {
          callbackDesk.ifPresent(desk -> desk.close(limit));
          context.jobs().close(limit);
          channel.close();
          return true;
        },
        late -> {});
  }

  /** Waits until the channel is closed; a failure is logged. */
  void awaitClose(BoundedCall<Boolean> closing, Deadline deadline) {
    try {
      closing.await(deadline.left());
    } catch (ExecutionException e) {
      log.warn("Plugin {} failed to close: {}", name(), Problems.brief(e.getCause()));
      log.debug("Plugin {} failed to close", name(), e.getCause());
    } catch (TimeoutException e) {
      log.warn("Plugin {} did not close in time; it was interrupted and left behind", name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Plugin {} was left behind while closing: the stop was interrupted", name());
    } finally {
      context.end();
    }
  }

  /** Closes a plugin that was opened too late for anybody to call it. */
  void closeQuietly() {
    context.jobs().close(Duration.ZERO);
    try {
      channel.close();
    } catch (Throwable e) { // vendor code, which has been reported already
      Problems.trace(log, name(), e);
    } finally {
      context.end();
    }
  }

  /** Where it was found. */
  Place place() {
    return plugin.place();
  }

  /** What its classes come from. */
  ClassLoader loader() {
    return plugin.loader();
  }
}
