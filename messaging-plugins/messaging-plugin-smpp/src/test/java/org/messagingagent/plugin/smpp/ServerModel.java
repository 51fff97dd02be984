package org.messagingagent.plugin.smpp;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginScheduler;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SendOutcome;

/**
 * What the server does with outcomes and reports: statuses follow one another as the contract says,
 * and a report for an id that is not known yet waits for it. All else is the {@link
 * TestPluginContext}'s. Safe for use by many threads.
 */
final class ServerModel implements PluginContext {

  /** The statuses of the contract, and what a message has before one of them is certain. */
  static final int UNKNOWN = -1;

  static final int ERROR = 0;
  static final int SENT = 1;
  static final int DELIVERY_ERROR = 2;
  static final int RECEIVED = 3;

  private final TestPluginContext context;
  private final KeyValueStore store;
  private final boolean noting;
  private final Map<String, Integer> byExternalId = new HashMap<>();
  private final Map<Integer, Integer> statuses = new HashMap<>();
  private final Map<Integer, List<Integer>> histories = new HashMap<>();
  private final Map<String, List<DeliveryReport>> early = new HashMap<>();

  ServerModel(TestPluginContext context) {
    this(context, context.store(), true);
  }

  /**
   * @param noting whether reports go to the context as well, which keeps them all and may refuse
   *     them
   */
  ServerModel(TestPluginContext context, KeyValueStore store, boolean noting) {
    this.context = context;
    this.store = store;
    this.noting = noting;
  }

  /** What the server does with a sender's answer. */
  synchronized void settle(int messagingId, SendOutcome outcome) {
    set(
        messagingId,
        switch (outcome.kind()) {
          case SENT -> SENT;
          case DELIVERED -> RECEIVED;
          case UNKNOWN -> UNKNOWN;
          case REJECTED, RETRY -> ERROR;
        });
    for (String id : outcome.externalIds()) {
      byExternalId.put(id, messagingId);
    }
    for (String id : outcome.externalIds()) {
      List<DeliveryReport> waiting = early.remove(id);
      if (waiting != null) {
        waiting.forEach(report -> apply(messagingId, report));
      }
    }
    notifyAll();
  }

  synchronized int status(int messagingId) {
    return statuses.getOrDefault(messagingId, UNKNOWN);
  }

  /** All statuses that a message has had. */
  synchronized List<Integer> history(int messagingId) {
    return List.copyOf(histories.getOrDefault(messagingId, List.of()));
  }

  /** Reports that wait for their message. */
  synchronized int waiting() {
    return early.size();
  }

  /** Waits until a message has this status; false where it does not get it in 30 s. */
  synchronized boolean await(int messagingId, int status) throws InterruptedException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (status(messagingId) != status) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  @Override
  public synchronized DeliveryReport.Result reportDelivery(DeliveryReport report) {
    if (noting) {
      context.reportDelivery(report);
    }
    Integer messagingId = byExternalId.get(report.externalId());
    if (messagingId == null) {
      early.computeIfAbsent(report.externalId(), id -> new ArrayList<>()).add(report);
      return DeliveryReport.Result.KEPT;
    }
    boolean changed = apply(messagingId, report);
    notifyAll();
    return changed ? DeliveryReport.Result.APPLIED : DeliveryReport.Result.UNCHANGED;
  }

  @Override
  public synchronized Optional<DeliveryReport.Result> reportDeliveryIfKnown(DeliveryReport report) {
    return byExternalId.containsKey(report.externalId())
        ? Optional.of(reportDelivery(report))
        : Optional.empty();
  }

  private boolean apply(int messagingId, DeliveryReport report) {
    int before = status(messagingId);
    int after = report.status().code();
    if (before > SENT && after <= SENT || before == after) {
      return false;
    }
    set(messagingId, after);
    return true;
  }

  private void set(int messagingId, int status) {
    statuses.put(messagingId, status);
    histories.computeIfAbsent(messagingId, id -> new ArrayList<>()).add(status);
  }

  @Override
  public String pluginName() {
    return context.pluginName();
  }

  @Override
  public PluginSettings settings() {
    return context.settings();
  }

  @Override
  public Path dataDirectory() {
    return context.dataDirectory();
  }

  @Override
  public Clock clock() {
    return context.clock();
  }

  @Override
  public long submitIncoming(ReceivedMessage message) {
    return context.submitIncoming(message);
  }

  @Override
  public KeyValueStore store() {
    return store;
  }

  @Override
  public PluginScheduler scheduler() {
    return context.scheduler();
  }

  @Override
  public PluginMetrics metrics() {
    return context.metrics();
  }

  @Override
  public Optional<URI> callbackAddress() {
    return context.callbackAddress();
  }
}
