package org.messagingagent.plugin.httpsms;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the gateway's own requests. */
final class Callbacks {

  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private static final int MOST_SAID = 100;

  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final PluginContext context;
  private final Guard guard;
  private final Optional<ReceiptRules> receipts;
  private final Optional<IncomingRules> incoming;
  private final String receiptPath;
  private final String incomingPath;
  private final CallbackResponse taken;
  private final Figures figures;
  private final Settlement settlement;

  Callbacks(PluginContext context, Setup setup, Figures figures, Settlement settlement) {
    this.settlement = settlement;
    this.context = context;
    this.guard = setup.guard();
    this.receipts = setup.receipts();
    this.incoming = setup.incoming();
    this.receiptPath = setup.layers().require(Keys.RECEIPT_PATH);
    this.incomingPath = setup.layers().require(Keys.INCOMING_PATH);
    this.taken =
        setup
            .layers()
            .get(Keys.CALLBACK_ANSWER)
            .filter(text -> !text.equals(Extractor.NONE))
            .map(
                text ->
                    CallbackResponse.of(
                        200, setup.layers().require(Keys.CALLBACK_ANSWER_TYPE), text))
            .orElseGet(CallbackResponse::ok);
    this.figures = figures;
  }

  CallbackResponse answer(CallbackRequest request) {
    if (!guard.admits(request, context.callbackAddress())) {
      figures.refused().increment();
      return guard.refusal();
    }
    String path = guard.pathOf(request);
    Received received = Received.of(guard.vouchedFor(request));
    try {
      boolean report = path.equals(receiptPath) && receipts.isPresent();
      boolean message = path.equals(incomingPath) && incoming.isPresent();
      if (report && (!message || receipts.get().recognises(received))) {
        report(receipts.get().read(received));
      } else if (message) {
        submit(incoming.get().read(received));
      } else {
        return CallbackResponse.text(404, "Nothing is taken here");
      }
      return taken;
    } catch (BadCallbackException e) {
      figures.bad().increment();
      log.warn(
          "A request of the gateway to {} is not what the settings say: {}", path, e.getMessage());
      return CallbackResponse.text(400, e.getMessage());
    }
  }

  private void report(ReceiptRules.Reading reading) {
    reading
        .reports()
        .forEach(report -> settlement.report(report.delivery(), report.messagingIds()));
    figures.receipts().add(reading.reports().size());
    for (String status : reading.unmapped()) {
      figures.unmapped().increment();
      warnOnce(
          "The gateway reported the status '%s', which no receipt setting names; it was taken as %s"
              .formatted(status, context.settings().require(Keys.RECEIPT_OTHERWISE)));
    }
  }

  private void submit(List<ReceivedMessage> messages) {
    messages.forEach(context::submitIncoming);
    figures.incoming().add(messages.size());
  }

  /** What happens with each of many requests is said once. */
  private void warnOnce(String line) {
    if (said.size() < MOST_SAID && said.add(line)) {
      log.warn("{}", line);
    }
  }
}
