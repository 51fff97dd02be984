package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/** What the plugins were given, and what they answer. Safe for use by many threads. */
final class Recorder {

  /** So many of the newest messages are kept, in each direction. */
  static final int KEPT = 10_000;

  private final Journal<ReceivedMessage> received = new Journal<>(KEPT);
  private final Journal<SentMessage> sent = new Journal<>(KEPT);
  private final Map<String, PluginContext> open = new ConcurrentHashMap<>();
  private final Set<Long> handled = new LinkedHashSet<>();
  private final Map<Integer, SendOutcome> outcomes = new LinkedHashMap<>();
  private final Map<Integer, SentMessage> known = new LinkedHashMap<>();
  private final List<NextSend> next = new ArrayList<>();
  private volatile Function<SentMessage, SendOutcome> otherwise = Recorder::taken;

  private record NextSend(Optional<String> plugin, SendOutcome outcome) {}

  Journal<ReceivedMessage> received() {
    return received;
  }

  Journal<SentMessage> sent() {
    return sent;
  }

  void opened(PluginContext context) {
    open.put(context.pluginName(), context);
  }

  boolean hasOpen(String plugin) {
    return open.containsKey(plugin);
  }

  void closed(PluginContext context) {
    open.remove(context.pluginName(), context);
  }

  /** Once, where a stop of the server had it handled twice. */
  synchronized void receive(IncomingMessage message) {
    if (handled.add(message.messageId())) {
      received.add(ReceivedMessage.of(message));
      if (handled.size() > KEPT) {
        handled.remove(handled.iterator().next());
      }
    }
  }

  SendOutcome send(String plugin, OutgoingMessage message, Map<String, String> config) {
    SentMessage entry = SentMessage.of(plugin, message, config);
    Optional<SendOutcome> asked;
    synchronized (this) {
      if (known.put(entry.messagingId(), entry) == null) {
        sent.add(entry);
        dropOldest(known);
      }
      asked = takeNext(plugin);
    }
    SendOutcome outcome = asked.orElseGet(() -> otherwise.apply(entry));
    synchronized (this) {
      outcomes.put(entry.messagingId(), outcome);
      dropOldest(outcomes);
    }
    return outcome;
  }

  synchronized void next(Optional<String> plugin, SendOutcome outcome) {
    next.add(new NextSend(plugin, requireNonNull(outcome, "outcome is null")));
  }

  void sendLike(Function<SentMessage, SendOutcome> how) {
    otherwise = requireNonNull(how, "how is null");
  }

  /** Outcomes that were asked for, and that no message has met. */
  synchronized List<String> unused() {
    return next.stream()
        .map(
            asked ->
                "the next message%s: %s"
                    .formatted(
                        asked.plugin().map(" of "::concat).orElse(""), words(asked.outcome())))
        .toList();
  }

  /** What became of a message that was sent; empty while it is not known. */
  synchronized Optional<String> outcome(SentMessage message) {
    return Optional.ofNullable(outcomes.get(message.messagingId())).map(Recorder::words);
  }

  /**
   * @throws IllegalArgumentException where none was sent under this id
   */
  synchronized SentMessage message(int messagingId) {
    SentMessage message = known.get(messagingId);
    if (message == null) {
      throw new IllegalArgumentException(
          "No message %d was sent; sent were %s".formatted(messagingId, known.keySet()));
    }
    return message;
  }

  /**
   * The gateway's id of a message.
   *
   * @throws IllegalStateException where it has none
   */
  synchronized String externalId(SentMessage message) {
    SendOutcome outcome = outcomes.get(message.messagingId());
    if (outcome == null) {
      return message.externalId();
    }
    if (outcome.externalIds().isEmpty()) {
      throw new IllegalStateException(
          "Message %d has no external id, so nothing can be reported of it: it was %s"
              .formatted(message.messagingId(), words(outcome)));
    }
    return outcome.externalIds().get(0);
  }

  /**
   * The plugin of a message that a gateway knows under this id.
   *
   * @throws IllegalArgumentException where it is that of none, or of several
   */
  synchronized String pluginOf(String externalId) {
    List<String> plugins =
        known.values().stream()
            .filter(message -> externalIds(message).contains(externalId))
            .map(SentMessage::plugin)
            .distinct()
            .toList();
    if (plugins.size() != 1) {
      throw new IllegalArgumentException(
          "The external id '%s' is that of %s; name the plugin as well, also for a report that"
                  .formatted(externalId, plugins.isEmpty() ? "no message" : "several " + plugins)
              + " comes before its message");
    }
    return plugins.get(0);
  }

  /** Reports as the plugin's gateway does; it is on disk when this returns. */
  void report(String plugin, String externalId, DeliveryStatus.Status status, String description) {
    requireNonNull(status, "status is null");
    PluginContext context = open.get(requireNonNull(plugin, "plugin is null"));
    if (context == null) {
      throw new IllegalStateException(
          "Plugin '%s' does not run; those that do: %s".formatted(plugin, open.keySet()));
    }
    context.reportDelivery(new DeliveryReport(externalId, status(status), description));
  }

  /** Forgets what happened, and what was asked for. */
  void reset() {
    received.clear();
    sent.clear();
    otherwise = Recorder::taken;
    synchronized (this) {
      next.clear();
    }
  }

  private List<String> externalIds(SentMessage message) {
    SendOutcome outcome = outcomes.get(message.messagingId());
    return outcome == null ? List.of(message.externalId()) : outcome.externalIds();
  }

  private Optional<SendOutcome> takeNext(String plugin) {
    for (Iterator<NextSend> asked = next.iterator(); asked.hasNext(); ) {
      NextSend one = asked.next();
      if (one.plugin().isEmpty() || one.plugin().get().equals(plugin)) {
        asked.remove();
        return Optional.of(one.outcome());
      }
    }
    return Optional.empty();
  }

  private static SendOutcome taken(SentMessage message) {
    return SendOutcome.sent(message.externalId());
  }

  private static String words(SendOutcome outcome) {
    String ids = outcome.externalIds().isEmpty() ? "" : " as " + outcome.externalIds();
    String why = outcome.description().isEmpty() ? "" : " (%s)".formatted(outcome.description());
    return outcome.kind() + ids + why;
  }

  private static <T> void dropOldest(Map<Integer, T> map) {
    if (map.size() > KEPT) {
      map.remove(map.keySet().iterator().next());
    }
  }

  private static DeliveryReport.Status status(DeliveryStatus.Status status) {
    return switch (status) {
      case ERROR -> DeliveryReport.Status.ERROR;
      case SENT -> DeliveryReport.Status.SENT;
      case DELIVERY_ERROR -> DeliveryReport.Status.DELIVERY_ERROR;
      case RECEIVED -> DeliveryReport.Status.RECEIVED;
      case REPLIED -> DeliveryReport.Status.REPLIED;
      case OTHER ->
          throw new IllegalArgumentException(
              "OTHER is no status that can be reported; give another one");
    };
  }
}
