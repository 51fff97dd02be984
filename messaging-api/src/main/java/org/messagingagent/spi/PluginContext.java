package org.messagingagent.spi;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What the server gives to a plugin, from {@link MessagingPlugin#open} until the channel is closed;
 * after that, what would do something throws {@link IllegalStateException}. Safe for use by many
 * threads.
 */
public interface PluginContext {

  /**
   * The name under which the plugin runs: {@link MessagingPlugin#name()}, or another one where the
   * operator runs it more than once. To be used in messages to operators and for the names of
   * threads.
   */
  String pluginName();

  /** What the operator configured, checked against {@link MessagingPlugin#settings()}. */
  PluginSettings settings();

  /**
   * A directory for this plugin's own files on this node, in the server's data directory; it
   * exists, and is readable by the server's user alone.
   */
  Path dataDirectory();

  /** The server's clock. */
  Clock clock();

  /**
   * Puts a message into the inbox that came in by the gateway's own way: what CreateMessage does
   * for callers of the service. It is on disk when this returns, so the gateway may then be told
   * that it was taken.
   *
   * @return the message's id in the inbox, positive; for a gateway id that was submitted before,
   *     that of the first. Such ids are known for 7 days at least
   * @throws SubmissionException where it is not taken: the handler is not installed or takes no
   *     such format, a text is too long, the disk is full, the server is starting
   */
  long submitIncoming(ReceivedMessage message);

  /**
   * Records what the gateway says of a message that this plugin sent: what SetDeliveryStatus does
   * for callers of the service. It is on disk when this returns. It may come before {@link
   * OutgoingSender#send} has returned the message's external id.
   *
   * @throws SubmissionException where it is not taken: the external id is empty or too long, the
   *     disk is full, too many reports wait for their messages
   */
  DeliveryReport.Result reportDelivery(DeliveryReport report);

  /**
   * As {@link #reportDelivery}, where the server knows the message; else nothing is kept. For a
   * plugin that has to find out whether an id is one that a message was sent under, or that keeps
   * early reports itself.
   *
   * <p>An id is known from when the server has recorded what {@link OutgoingSender#send} answered:
   * what the plugin wrote down before it returned can be read by then.
   *
   * @return {@link DeliveryReport.Result#APPLIED} or {@link DeliveryReport.Result#UNCHANGED}; empty
   *     where no message has this external id. A context that does not say otherwise, such as one
   *     made for a test, reports it all the same
   * @throws SubmissionException where it is not taken: the external id is empty or too long, the
   *     disk is full
   */
  default Optional<DeliveryReport.Result> reportDeliveryIfKnown(DeliveryReport report) {
    return Optional.of(reportDelivery(report))
        .filter(result -> result != DeliveryReport.Result.KEPT);
  }

  /** Values that outlive the server, shared by its nodes. */
  KeyValueStore store();

  /** Runs what the plugin does by itself. */
  PluginScheduler scheduler();

  /** Figures for operators. */
  PluginMetrics metrics();

  /**
   * The address at which gateways reach this plugin's {@link
   * org.messagingagent.spi.callback.CallbackHandler}, ending with a slash, such as {@code
   * https://sms.example.com/gateway/sms/}; for gateways that are told with each message where to
   * report. Empty where the operator has not said under which address the server is reached.
   */
  Optional<URI> callbackAddress();

  /**
   * How long a call of {@link OutgoingSender#send} and its kinds may take before the server
   * interrupts it and takes the outcome to be unknown: what the operator set as {@code
   * limits.send-timeout}. A plugin that waits for its gateway should be done before.
   *
   * @return positive; the server's default where a context does not say otherwise
   */
  default Duration sendTimeout() {
    return Duration.ofSeconds(50);
  }

  /**
   * How long a call of {@link IncomingHandler#handle} may take before the server interrupts it:
   * what the operator set as {@code limits.handle-timeout}.
   *
   * @return positive; the server's default where a context does not say otherwise
   */
  default Duration handleTimeout() {
    return Duration.ofMinutes(5);
  }

  /**
   * The trace that the work of the calling thread belongs to, as the header {@code traceparent} of
   * W3C Trace Context writes it; for a plugin that passes it on to its gateway. In the thread in
   * which the server calls a handler or a sender it is the trace of the caller that handed the
   * message in, where that caller told one.
   *
   * @return empty in other threads, and where there is no trace
   */
  default Optional<String> traceParent() {
    return Optional.empty();
  }
}
