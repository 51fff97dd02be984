package org.messagingagent.plugin.httpsms;

import java.time.Duration;
import java.util.Optional;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for the gateway where nothing is to be sent. */
final class Simulation {

  private static final Logger log = LoggerFactory.getLogger(Simulation.class);

  private final PluginContext context;
  private final Optional<DeliveryReport.Status> receipt;
  private final Duration after;

  Simulation(PluginContext context) {
    this.context = context;
    this.receipt = ReceiptRules.status(context.settings().require(Keys.SIMULATE_RECEIPT).trim());
    this.after = context.settings().getDuration(Keys.SIMULATE_RECEIPT_AFTER);
  }

  SendOutcome send(OutgoingMessage message) {
    String id = "simulated-" + message.messagingId();
    log.info(
        "Simulated message {}: {} characters in {} SMS were sent to nobody",
        message.messagingId(),
        message.content().length(),
        SmsText.parts(message.content()));
    receipt.ifPresent(
        status ->
            context
                .scheduler()
                .after(
                    after,
                    () -> context.reportDelivery(new DeliveryReport(id, status, "Simulated"))));
    return SendOutcome.sent(id).withDescription("Simulated: nothing was sent");
  }
}
