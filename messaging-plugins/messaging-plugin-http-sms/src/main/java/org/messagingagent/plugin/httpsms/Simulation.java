package org.messagingagent.plugin.httpsms;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for the gateway where nothing is to be sent. Safe for use by many threads. */
final class Simulation {

  private static final Logger log = LoggerFactory.getLogger(Simulation.class);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int MOST_WAITING = 100_000;

  private final PluginContext context;
  private final Optional<DeliveryReport.Status> receipt;
  private final Duration after;
  private final BlockingQueue<Due> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

  /** A report that is to come. */
  private record Due(String externalId, Instant at) {}

  private Simulation(PluginContext context) {
    this.context = context;
    this.receipt = ReceiptRules.status(context.settings().require(Keys.SIMULATE_RECEIPT).trim());
    this.after = context.settings().getDuration(Keys.SIMULATE_RECEIPT_AFTER);
  }

  static Simulation start(PluginContext context) {
    Simulation simulation = new Simulation(context);
    if (simulation.receipt.isPresent()) {
      context.scheduler().every(PAUSE, simulation::reportDue);
    }
    return simulation;
  }

  SendOutcome send(OutgoingMessage message) {
    String id = "simulated-" + message.messagingId();
    log.info(
        "Simulated message {}: {} characters in {} SMS were sent to nobody",
        message.messagingId(),
        message.content().length(),
        SmsText.parts(message.content()));
    if (receipt.isPresent() && !waiting.offer(new Due(id, context.clock().instant().plus(after)))) {
      log.warn("Simulated message {} gets no report: too many wait for theirs", id);
    }
    return SendOutcome.sent(id).withDescription("Simulated: nothing was sent");
  }

  private void reportDue() {
    Instant now = context.clock().instant();
    for (Due due = waiting.peek();
        due != null && !due.at().isAfter(now) && !Thread.currentThread().isInterrupted();
        due = waiting.peek()) {
      context.reportDelivery(
          new DeliveryReport(due.externalId(), receipt.orElseThrow(), "Simulated"));
      waiting.remove();
    }
  }
}
