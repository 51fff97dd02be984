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
import org.messagingagent.server.plugin.CallFigures.Work;
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
  private final PluginSettings settings;
  private final PluginLimits limits;
  private final OpenContext context;
  private final Optional<IncomingHandler> handler;
  private final Optional<OutgoingSender> sender;
  private final Optional<ConfigurableSender> configurable;
  private final Optional<BatchSender> batches;
  private final Optional<ReconcilingSender> reconciling;
  private final Optional<CallbackHandler> callbacks;
  private final Optional<CallbackDesk> callbackDesk;
  private final int maxBatch;
  private final Set<String> formats;
  private final FailureLog failures;
  private final AnswerChecks answers;
  private final CallFigures figures = new CallFigures();
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
      Clock clock) {
    this.plugin = plugin;
    this.channel = channel;
    this.settings = checked.settings();
    this.limits = checked.limits();
    this.context = context;
    this.handler = as(IncomingHandler.class, channel);
    this.sender = as(OutgoingSender.class, channel);
    this.configurable = as(ConfigurableSender.class, channel);
    this.batches = as(BatchSender.class, channel);
    this.reconciling = as(ReconcilingSender.class, channel);
    this.callbacks = as(CallbackHandler.class, channel);
    this.maxBatch = maxBatch;
    this.formats = Set.copyOf(plugin.info().formats());
    this.failures = failures;
    this.answers = new AnswerChecks(failures);
    Clock steady = new SteadyClock();
    this.healthWatch = new HealthWatch(name(), plugin.loader(), this::health, steady);
    this.handling =
        new CallGate(
            name(), "handling", limits.handling(), steady, () -> figures.timedOut(Work.HANDLE));
    this.sending =
        new CallGate(
            name(), "sending", limits.sending(), steady, () -> figures.timedOut(Work.SEND));
    this.callbackDesk =
        callbacks.map(callback -> new CallbackDesk(plugin.name(), this::answer, limits, clock));
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
        sender.map(present -> sending));
  }

  /** Whether it takes a message of this format; one that names none, as an empty text, always. */
  public boolean takesFormat(String format) {
    return formats.isEmpty() || format.isEmpty() || formats.contains(format);
  }

  /** What it does, in a few words for an operator. */
  String abilities() {
    List<String> abilities = new ArrayList<>();
    if (takesIncoming()) {
      abilities.add("takes incoming messages");
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

  /** Where it is given the requests of its gateway; empty where it takes none. */
  public Optional<CallbackDesk> callbackDesk() {
    return callbackDesk;
  }

  /** Whether {@link #answer} may be called. */
  public boolean takesCallbacks() {
    return callbacks.isPresent();
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
    if (handler.isEmpty()) {
      return new Handled(HandleOutcome.rejected("The plugin takes no incoming messages"), false);
    }
    Handled handled = askHandler(message);
    figures.handled(handled.outcome().kind());
    return handled;
  }

  private Handled askHandler(IncomingMessage message) {
    try {
      HandleOutcome outcome = inside(Work.HANDLE, () -> handler.orElseThrow().handle(message));
      return outcome != null
          ? new Handled(AnswerChecks.checked(outcome), false)
          : new Handled(unanswered(message), true);
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      return new Handled(failed(message, e), true);
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
    return counted(askSender(message, config));
  }

  private SendOutcome askSender(OutgoingMessage message, Optional<Map<String, String>> config) {
    try {
      SendOutcome outcome =
          inside(
              Work.SEND,
              () ->
                  config.isPresent()
                      ? configurable.orElseThrow().send(message, config.get())
                      : sender.orElseThrow().send(message));
      return outcome != null
          ? answers.checked(message.messagingId(), outcome)
          : unanswered(message);
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
    List<SendOutcome> outcomes = askBatchSender(messages);
    outcomes.forEach(this::counted);
    return outcomes;
  }

  private List<SendOutcome> askBatchSender(List<OutgoingMessage> messages) {
    try {
      List<SendOutcome> outcomes =
          inside(Work.SEND, () -> batches.orElseThrow().sendAll(List.copyOf(messages)));
      if (outcomes == null || outcomes.size() != messages.size()) {
        return messages.stream().map(this::unanswered).toList();
      }
      List<SendOutcome> checked = new ArrayList<>(outcomes.size());
      for (int i = 0; i < messages.size(); i++) {
        SendOutcome outcome = outcomes.get(i);
        OutgoingMessage message = messages.get(i);
        checked.add(
            outcome != null
                ? answers.checked(message.messagingId(), outcome)
                : unanswered(message));
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
      SendOutcome outcome = inside(Work.SEND, () -> reconciling.orElseThrow().reconcile(message));
      return outcome != null
          ? answers.checked(message.messagingId(), outcome)
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
      CallbackResponse response =
          inside(Work.CALLBACK, () -> callbacks.orElseThrow().answer(request));
      if (response == null) {
        throw new IllegalStateException("no answer (null)");
      }
      figures.answered(response.status());
      return response;
    } catch (SubmissionException e) {
      throw e;
    } catch (Throwable e) { // vendor code
      figures.failed(Work.CALLBACK);
      if (failures.failed("request of the gateway: " + Problems.brief(e))) {
        Problems.trace(log, name(), e);
      }
      throw new CallbackFailedException();
    }
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

  /** Asks the plugin how it is doing, in the calling thread; down where it throws. */
  Health health() {
    try {
      Health answer = inside(channel::health);
      return answer == null
          ? Health.down("it gave no answer (null)")
          : new Health(answer.status(), Texts.line(answer.detail(), MAX_DESCRIPTION));
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

  /** Calls vendor code, and counts how long that takes. */
  private <T> T inside(Work work, VendorCode<T> code) throws Exception {
    long start = System.nanoTime();
    try {
      return inside(code);
    } finally {
      figures.ended(work, System.nanoTime() - start);
    }
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

  private static <T> Optional<T> as(Class<T> type, Channel channel) {
    return type.isInstance(channel) ? Optional.of(type.cast(channel)) : Optional.empty();
  }

  private SendOutcome counted(SendOutcome outcome) {
    figures.sent(outcome.kind());
    return outcome;
  }

  private HandleOutcome unanswered(IncomingMessage message) {
    figures.failed(Work.HANDLE);
    failures.failed("incoming", message.messageId(), "no answer (null); will be tried again");
    return HandleOutcome.retry("The plugin gave no answer (null)");
  }

  private HandleOutcome failed(IncomingMessage message, Throwable e) {
    figures.failed(Work.HANDLE);
    return HandleOutcome.retry(report("incoming", message.messageId(), "will be tried again", e));
  }

  private SendOutcome unanswered(OutgoingMessage message) {
    figures.failed(Work.SEND);
    failures.failed("outgoing", message.messagingId(), "no answer (null); outcome unknown");
    return SendOutcome.unknown(
        "The plugin gave no answer; it is not known whether the message was sent.");
  }

  private SendOutcome failed(OutgoingMessage message, Throwable e) {
    figures.failed(Work.SEND);
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
