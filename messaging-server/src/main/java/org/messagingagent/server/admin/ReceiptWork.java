package org.messagingagent.server.admin;

import java.time.Instant;
import java.util.List;
import org.messagingagent.server.admin.Administration.ReceiptCount;
import org.messagingagent.server.admin.Administration.ReceiptEntry;
import org.messagingagent.server.admin.Administration.ReceiptQuery;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.ReportFilter;
import org.messagingagent.server.store.OutboxStore.ReportRecord;
import org.messagingagent.server.store.OutboxStore.ReportState;

/** Delivery reports whose message is not known, for operators. */
final class ReceiptWork {

  private final OutboxStore outbox;

  ReceiptWork(OutboxStore outbox) {
    this.outbox = outbox;
  }

  List<ReceiptEntry> list(ReceiptQuery query) {
    Words.checkLimit(query.limit());
    ReportFilter filter =
        new ReportFilter(
            query.plugin(),
            query
                .state()
                .map(
                    word ->
                        Words.value(ReportState.values(), word, "state '%s' of delivery reports")));
    return outbox.reports(filter, query.before(), query.limit()).stream()
        .map(ReceiptWork::entry)
        .toList();
  }

  List<ReceiptCount> counts() {
    return outbox.reportCounts().entrySet().stream()
        .map(
            plugin ->
                new ReceiptCount(
                    plugin.getKey(), plugin.getValue().waiting(), plugin.getValue().orphaned()))
        .toList();
  }

  private static ReceiptEntry entry(ReportRecord kept) {
    DeliveryReport report = kept.report();
    ReportState state = kept.orphanedAt().isPresent() ? ReportState.ORPHANED : ReportState.WAITING;
    return new ReceiptEntry(
        kept.id(),
        report.plugin(),
        report.externalId(),
        Words.of(state),
        OutgoingWords.of(report.status()),
        report.description(),
        report.user(),
        report.receivedAt().toString(),
        kept.orphanedAt().map(Instant::toString).orElse(""));
  }
}
