package org.messagingagent.plugin.httpsms;

import java.time.Duration;
import java.util.List;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.DeliveryReport.Result;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;

/**
 * Finds out what became of messages whose answer was lost: a receipt of theirs tells the gateway's
 * id beside our own. It is noted where nothing has the gateway's id yet. Safe for use by many
 * threads.
 */
final class Settlement {

  private static final String KEY = "taken-";
  private static final Duration KEPT = Duration.ofDays(2);

  private final PluginContext context;

  Settlement(PluginContext context) {
    this.context = context;
  }

  /**
   * Reports what the gateway says.
   *
   * @param messagingIds as the gateway gave them back; empty or one
   */
  void report(DeliveryReport report, List<String> messagingIds) {
    if (context.reportDelivery(report) == Result.KEPT) {
      KeyValueStore store = context.store();
      messagingIds.forEach(id -> store.put(KEY + id, report.externalId(), KEPT));
    }
  }

  /** What became of it; the reports that were kept for the gateway's id then count. */
  SendOutcome settle(UnsettledMessage message) {
    return context
        .store()
        .get(KEY + message.messagingId())
        .map(SendOutcome::sent)
        .orElseGet(() -> SendOutcome.unknown("The gateway has reported nothing of it"));
  }
}
