package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An outbox that hands all on to another: to change what some of it does. */
public abstract class ForwardingOutbox implements OutboxStore {

  private final OutboxStore outbox;

  protected ForwardingOutbox(OutboxStore outbox) {
    this.outbox = requireNonNull(outbox, "outbox is null");
  }

  @Override
  public CompletionStage<Recording> record(NewOutgoing request) {
    return outbox.record(request);
  }

  @Override
  public CompletionStage<OutgoingStatus> settle(Settlement settlement) {
    return outbox.settle(settlement);
  }

  @Override
  public CompletionStage<ReportResult> report(DeliveryReport report) {
    return outbox.report(report);
  }

  @Override
  public CompletionStage<ReportResult> reportIfKnown(DeliveryReport report) {
    return outbox.reportIfKnown(report);
  }

  @Override
  public Map<Integer, OutgoingStatus> statuses(List<Integer> messagingIds) {
    return outbox.statuses(messagingIds);
  }

  @Override
  public int settleInFlight(String description, Instant now) {
    return outbox.settleInFlight(description, now);
  }

  @Override
  public Map<String, Map<String, Long>> counts() {
    return outbox.counts();
  }

  @Override
  public List<OutgoingRecord> list(OutgoingFilter filter, int before, int limit) {
    return outbox.list(filter, before, limit);
  }

  @Override
  public Optional<OutgoingRecord> find(int messagingId) {
    return outbox.find(messagingId);
  }

  @Override
  public List<OutgoingRecord> unsettled(String plugin, int after, int limit) {
    return outbox.unsettled(plugin, after, limit);
  }

  @Override
  public Map<String, ReportCounts> reportCounts() {
    return outbox.reportCounts();
  }

  @Override
  public List<ReportRecord> reports(ReportFilter filter, long before, int limit) {
    return outbox.reports(filter, before, limit);
  }

  @Override
  public CompletionStage<Integer> orphanReports(Instant receivedBefore, Instant now, int limit) {
    return outbox.orphanReports(receivedBefore, now, limit);
  }

  @Override
  public CompletionStage<Purged> purge(
      Instant changedBefore, Instant orphanedBefore, Instant keysBefore, int limit) {
    return outbox.purge(changedBefore, orphanedBefore, keysBefore, limit);
  }
}
