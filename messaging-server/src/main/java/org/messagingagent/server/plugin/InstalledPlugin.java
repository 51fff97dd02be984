package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.messagingagent.server.support.SteadyClock;
import org.messagingagent.spi.BatchSender;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.UnsettledMessage;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin that runs: the one door through which vendor code is called. Safe for use by many
 * threads; it has none of its own and sets no time limit, callers do.
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
  private final PluginLimits limits;
  private final PluginSettings settings;
  private final HealthWatch healthWatch;
  private final CallFigures calls = new CallFigures();
  private final Optional<IncomingHandler> handler;
  private final Optional<OutgoingSender> sender;
  private final Optional<ConfigurableSender> configurable;
  private final Optional<BatchSender> batches;
  private final Optional<ReconcilingSender> reconciling;
  private final Optional<CallbackHandler> callbacks;
  private final int maxBatch;
  private final Set<String> formats;
  private final FailureLog failures;
  private final CallGate handling;
  private final CallGate sending;

  InstalledPlugin(
      Candidate plugin,
      Channel channel,
      int maxBatch,
      PluginLimits limits,
      PluginSettings settings,
      Clock clock) {
    this.plugin = plugin;
    this.channel = channel;
    this.limits = limits;
    this.settings = settings;
    this.handler = as(IncomingHandler.class, channel);
    this.sender = as(OutgoingSender.class, channel);
    this.configurable = as(ConfigurableSender.class, channel);
    this.batches = as(BatchSender.class, channel);
    this.reconciling = as(ReconcilingSender.class, channel);
    this.callbacks = as(CallbackHandler.class, channel);
    this.maxBatch = maxBatch;
    this.formats = Set.copyOf(plugin.info().formats());
    this.failures = new FailureLog(log, plugin.name(), clock);
    Clock steady = new SteadyClock();
    this.healthWatch = new HealthWatch(plugin.name(), plugin.loader(), this::health, steady);
    this.handling = new CallGate(plugin.name(), "handling", limits.handling(), steady);
    this.sending = new CallGate(plugin.name(), "sending", limits.sending(), steady);
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

  /** What it may take of the server. */
  public PluginLimits limits() {
    return limits;
  }

  /** What the operator configured. */
  public PluginSettings settings() {
    return settings;
  }

  /** How it is doing, for operators who ask often. */
  public HealthWatch healthWatch() {
    return healthWatch;
  }

  /** What it has done since it was started, as the server counts it. */
  public List<PluginFigure> figures() {
    return calls.snapshot();
  }

  /** Whether it is called. */
  public PluginState state() {
    return PluginState.of(
        sender.isPresent() && handler.isEmpty() ? Optional.empty() : Optional.of(handling),
        sender.map(present -> sending));
  }

  /** The way in for incoming messages. */
  public CallGate handling() {
    return handling;
  }

  /** The way in for messages to send. */
  public CallGate sending() {
    return sending;
  }

  /** Whether it takes a message of this format; one that names none, as an empty text, always. */
  public boolean takesFormat(String format) {
    return formats.isEmpty() || format.isEmpty() || formats.contains(format);
  }

  /** Whether incoming messages may be given to it. */
  public boolean takesIncoming() {
    return handler.isPresent();
  }

  /** Whether it sends messages. */
  public boolean sends() {
    return sender.isPresent();
  }

  /** Whether {@link #send} may be called with a configuration. */
  public boolean supportsConfig() {
    return configurable.isPresent();
  }

  /** How many messages {@link #sendAll} takes at once; 1 where it sends one a call. */
  public int maxBatch() {
    return maxBatch;
  }

  /** Whether {@link #reconcile} may be called. */
  public boolean reconciles() {
    return reconciling.isPresent();
  }

  /** Whether {@link #answer} may be called. */
  public boolean takesCallbacks() {
    return callbacks.isPresent();
  }

  /**
   * Gives an incoming message to the plugin, in the calling thread. What the plugin throws becomes
   * {@link HandleOutcome.Kind#RETRY} with a reason for the operator. Where the call was
   * interrupted, the thread still is.
   */
  public HandleOutcome handle(IncomingMessage message) {
    requireNonNull(message, "message is null");
    if (handler.isEmpty()) {
      return HandleOutcome.rejected("The plugin takes no incoming messages");
    }
    try {
      HandleOutcome outcome = inside(() -> handler.get().handle(message));
      return outcome != null ? checked(outcome) : unanswered(message);
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      return failed(message, e);
    }
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
    if (sender.isEmpty()) {
      return SendOutcome.rejected("The plugin sends no messages.");
    }
    if (config.isPresent() && configurable.isEmpty()) {
      return SendOutcome.rejected("The plugin takes no configuration.");
    }
    try {
      SendOutcome outcome =
          inside(
              () ->
                  config.isPresent()
                      ? configurable.get().send(message, config.get())
                      : sender.get().send(message));
      return outcome != null ? checked(message.messagingId(), outcome) : unanswered(message);
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      return failed(message, e);
    }
  }

  /**
   * As {@link #send}, for several messages in one call of the plugin.
   *
   * @param messages 1 to {@link #maxBatch()}
   * @return one outcome a message, in their order
   */
  public List<SendOutcome> sendAll(List<OutgoingMessage> messages) {
    if (batches.isEmpty()) {
      return messages.stream().map(message -> send(message, Optional.empty())).toList();
    }
    try {
      List<SendOutcome> outcomes = inside(() -> batches.get().sendAll(List.copyOf(messages)));
      if (outcomes == null || outcomes.size() != messages.size()) {
        return messages.stream().map(this::unanswered).toList();
      }
      List<SendOutcome> checked = new ArrayList<>(outcomes.size());
      for (int i = 0; i < messages.size(); i++) {
        SendOutcome outcome = outcomes.get(i);
        OutgoingMessage message = messages.get(i);
        checked.add(
            outcome != null ? checked(message.messagingId(), outcome) : unanswered(message));
      }
      return checked;
    } catch (Throwable e) { // vendor code, which answers with a list of its own, too
      return messages.stream().map(message -> failed(message, e)).toList();
    }
  }

  /**
   * Asks the plugin what became of a message, in the calling thread. What it throws becomes {@link
   * SendOutcome.Kind#UNKNOWN}.
   */
  public SendOutcome reconcile(UnsettledMessage message) {
    try {
      SendOutcome outcome = inside(() -> reconciling.orElseThrow().reconcile(message));
      return outcome != null
          ? checked(message.messagingId(), outcome)
          : SendOutcome.unknown("The plugin gave no answer.");
    } catch (Throwable e) { // vendor code
      report("outgoing", message.messagingId(), "its outcome stays unknown", e);
      return SendOutcome.unknown("The plugin failed to find it out.");
    }
  }

  /**
   * Has the plugin answer a request of its gateway, in the calling thread.
   *
   * @throws SubmissionException where what came was not taken; fit for the gateway's log
   * @throws CallbackFailedException where the plugin threw, or answered nothing; it has been logged
   */
  public CallbackResponse answer(CallbackRequest request) {
    try {
      CallbackResponse response = inside(() -> callbacks.orElseThrow().answer(request));
      if (response == null) {
        throw new IllegalStateException("no answer (null)");
      }
      return response;
    } catch (SubmissionException e) {
      throw e;
    } catch (Throwable e) { // vendor code
      if (failures.failed("request of the gateway: " + Problems.brief(e))) {
        Problems.trace(log, name(), e);
      }
      throw new CallbackFailedException();
    }
  }

  /** Asks the plugin how it is doing, in the calling thread; down where it throws. */
  public Health health() {
    try {
      Health health = inside(channel::health);
      return health == null
          ? Health.down("it gave no answer (null)")
          : new Health(health.status(), Texts.line(health.detail(), MAX_DESCRIPTION));
    } catch (Throwable e) { // vendor code
      return Health.down("it threw " + Problems.brief(e));
    }
  }

  /** The gateway's request was not answered by the plugin. */
  public static final class CallbackFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CallbackFailedException() {
      super("The plugin failed", null, false, false);
    }
  }

  private interface VendorCode<T> {
    T call() throws Exception;
  }

  /** Calls vendor code with the plugin's class loader as the thread's. */
  private <T> T inside(VendorCode<T> code) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugin.loader());
    try {
      return code.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public String toString() {
    return "%s %s (%s)".formatted(name(), info().version(), location());
  }

  /** Starts to close the channel. */
  BoundedCall<Boolean> startClose() {
    failures.flush();
    return BoundedCall.start(
        "plugin-close-" + name(),
        plugin.loader(),
        () -> {
          channel.close();
          return true;
        },
        late -> {});
  }

  /** Waits until the channel is closed; a failure is logged. */
  void awaitClose(BoundedCall<Boolean> closing, Duration limit) {
    try {
      closing.await(limit);
    } catch (ExecutionException e) {
      log.warn("Plugin {} failed to close: {}", name(), Problems.brief(e.getCause()));
      log.debug("Plugin {} failed to close", name(), e.getCause());
    } catch (TimeoutException e) {
      log.warn("Plugin {} did not close in time; it was interrupted and left behind", name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Plugin {} was left behind while closing: the stop was interrupted", name());
    }
  }

  private static <T> Optional<T> as(Class<T> type, Channel channel) {
    return type.isInstance(channel) ? Optional.of(type.cast(channel)) : Optional.empty();
  }

  private static HandleOutcome checked(HandleOutcome outcome) {
    if (outcome.reason().isEmpty() && outcome.retryAfter().isEmpty()) {
      return outcome;
    }
    return new HandleOutcome(
        outcome.kind(),
        Texts.xml(outcome.reason(), MAX_DESCRIPTION),
        outcome.retryAfter().map(InstalledPlugin::bounded));
  }

  private SendOutcome checked(int messagingId, SendOutcome outcome) {
    return new SendOutcome(
        outcome.kind(),
        keys(messagingId, outcome.externalIds()),
        outcome.sessionKey().filter(key -> isKey(messagingId, "session key", key)),
        Texts.xml(outcome.description(), MAX_DESCRIPTION),
        outcome.retryAfter().map(InstalledPlugin::bounded));
  }

  private List<String> keys(int messagingId, List<String> keys) {
    if (keys.size() > MAX_EXTERNAL_IDS) {
      failures.failed(
          "outgoing",
          messagingId,
          "it has %d external ids; those after the first %d were left out"
              .formatted(keys.size(), MAX_EXTERNAL_IDS));
    }
    return keys.stream()
        .limit(MAX_EXTERNAL_IDS)
        .filter(key -> isKey(messagingId, "external id", key))
        .distinct()
        .toList();
  }

  /**
   * Whether it can be a key that another system will name. One that cannot come back over SOAP as
   * it is would be wrong in any shortened form: a report for another message might match it.
   */
  private boolean isKey(int messagingId, String what, String key) {
    if (key.isEmpty()) {
      return false;
    }
    if (key.length() > MAX_KEY || !Texts.isXml(key)) {
      failures.failed(
          "outgoing",
          messagingId,
          "its %s is over %d characters or no XML text, and was left out".formatted(what, MAX_KEY));
      return false;
    }
    return true;
  }

  private static Duration bounded(Duration after) {
    if (after.isNegative()) {
      return Duration.ZERO;
    }
    return after.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : after;
  }

  private HandleOutcome unanswered(IncomingMessage message) {
    failures.failed("incoming", message.messageId(), "no answer (null); will be tried again");
    return HandleOutcome.retry("The plugin gave no answer (null)");
  }

  private HandleOutcome failed(IncomingMessage message, Throwable e) {
    return HandleOutcome.retry(report("incoming", message.messageId(), "will be tried again", e));
  }

  private SendOutcome unanswered(OutgoingMessage message) {
    failures.failed("outgoing", message.messagingId(), "no answer (null); outcome unknown");
    return SendOutcome.unknown(
        "The plugin gave no answer; it is not known whether the message was sent.");
  }

  private SendOutcome failed(OutgoingMessage message, Throwable e) {
    report("outgoing", message.messagingId(), "outcome unknown", e);
    return SendOutcome.unknown(
        "The plugin failed while sending; it is not known whether the message was sent.");
  }

  /** Logs what was thrown; answers it in one line, for the operator. */
  private String report(String direction, long id, String consequence, Throwable e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    try {
      String reason = Problems.brief(e);
      if (failures.failed(direction, id, reason + "; " + consequence)) {
        Problems.trace(log, name(), e);
      }
      return reason;
    } catch (Throwable again) { // as where memory is short: the outcome is due all the same
      return "The plugin failed";
    }
  }
}
