package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;
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

  /** The longest time until the next attempt that a plugin may ask for. */
  public static final Duration MAX_RETRY_AFTER = Duration.ofDays(7);

  private static final Logger log = LoggerFactory.getLogger(InstalledPlugin.class);

  private final Candidate plugin;
  private final Channel channel;
  private final Optional<IncomingHandler> handler;
  private final Optional<OutgoingSender> sender;
  private final Optional<ConfigurableSender> configurable;
  private final Set<String> formats;
  private final FailureLog failures;

  InstalledPlugin(Candidate plugin, Channel channel, Clock clock) {
    this.plugin = plugin;
    this.channel = channel;
    this.handler = as(IncomingHandler.class, channel);
    this.sender = as(OutgoingSender.class, channel);
    this.configurable = as(ConfigurableSender.class, channel);
    this.formats = Set.copyOf(plugin.formats());
    this.failures = new FailureLog(log, plugin.name(), clock);
  }

  /** The name that callers address; unique in this server. */
  public String name() {
    return plugin.name();
  }

  /** The vendor's version; "unknown" where the vendor gives none. */
  public String version() {
    return plugin.version();
  }

  /** The formats that it takes, in the vendor's order, each once; empty means any. */
  public List<String> formats() {
    return plugin.formats();
  }

  /** Where it came from, for an operator: a path, or what stands for one. */
  public String location() {
    return plugin.location();
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
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugin.loader());
    try {
      HandleOutcome outcome = handler.get().handle(message);
      return outcome != null ? checked(outcome) : unanswered(message);
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      return failed(message, e);
    } finally {
      thread.setContextClassLoader(before);
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
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugin.loader());
    try {
      SendOutcome outcome =
          config.isPresent()
              ? configurable.get().send(message, config.get())
              : sender.get().send(message);
      return outcome != null ? checked(message, outcome) : unanswered(message);
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      return failed(message, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public String toString() {
    return "%s %s (%s)".formatted(name(), version(), location());
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

  private SendOutcome checked(OutgoingMessage message, SendOutcome outcome) {
    return new SendOutcome(
        outcome.kind(),
        key(message, "external id", outcome.externalId()),
        key(message, "session key", outcome.sessionKey()),
        Texts.xml(outcome.description(), MAX_DESCRIPTION),
        outcome.retryAfter().map(InstalledPlugin::bounded));
  }

  /**
   * A key that another system will name. One that cannot come back over SOAP as it is would be
   * wrong in any shortened form: a report for another message might match it.
   */
  private Optional<String> key(OutgoingMessage message, String what, Optional<String> key) {
    if (key.isEmpty() || key.get().isEmpty()) {
      return Optional.empty();
    }
    if (key.get().length() > MAX_KEY || !Texts.isXml(key.get())) {
      failures.failed(
          "outgoing",
          message.messagingId(),
          "its %s is over %d characters or no XML text, and was left out".formatted(what, MAX_KEY));
      return Optional.empty();
    }
    return key;
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
