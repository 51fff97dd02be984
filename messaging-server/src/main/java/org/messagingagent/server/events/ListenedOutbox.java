package org.messagingagent.server.events;

import java.util.concurrent.CompletionStage;
import org.messagingagent.server.events.MessageListener.Receipt;
import org.messagingagent.server.store.ForwardingOutbox;
import org.messagingagent.server.store.OutboxStore;

/** An outbox that tells which delivery reports come. */
final class ListenedOutbox extends ForwardingOutbox {

  private final MessageEvents events;

  ListenedOutbox(OutboxStore outbox, MessageEvents events) {
    super(outbox);
    this.events = events;
  }

  @Override
  public CompletionStage<ReportResult> report(DeliveryReport report) {
    return told(report, super.report(report));
  }

  @Override
  public CompletionStage<ReportResult> reportIfKnown(DeliveryReport report) {
    return told(report, super.reportIfKnown(report));
  }

  private CompletionStage<ReportResult> told(
      DeliveryReport report, CompletionStage<ReportResult> stage) {
    stage.thenAccept(
        result -> {
          if (result != ReportResult.TOO_MANY && result != ReportResult.NOT_KNOWN) {
            Receipt event =
                new Receipt(
                    report.plugin(),
                    report.externalId(),
                    report.status(),
                    report.description(),
                    result == ReportResult.APPLIED,
                    report.receivedAt());
            events.tell(listener -> listener.receipt(event));
          }
        });
    return stage;
  }
}
