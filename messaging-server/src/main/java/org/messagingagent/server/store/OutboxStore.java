package org.messagingagent.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * The record of outgoing messages: keys and statuses, no texts and no addresses. Safe for use by
 * many threads.
 *
 * <p>Statuses are the contract's: 0 error, 1 sent, 2 delivery error, 3 received, 4 replied. A
 * report changes a status by these rules: never back from 2, 3, 4 to 0 or 1; 2 and 3 replace each
 * other; 4 stays. A report settles a message whose outcome is unknown or that is in flight.
 */
public interface OutboxStore {

  /**
   * Records messages that are about to be handed to a plugin, as in flight. Once the stage
   * completes, they survive a crash. A known request key with the same arguments stores nothing and
   * answers the ids of before; with other arguments the answer is {@link
   * Recording.Kind#KEY_REUSED}.
   */
  CompletionStage<Recording> record(NewOutgoing request);

  /**
   * Records what became of a message that was in flight or unknown, and applies early reports for
   * its external ids, in the order in which they came. One that a report has settled by then keeps
   * its status, unless this one tells more than that it was sent. A repeat is harmless.
   *
   * @return the status as it is then
   */
  CompletionStage<OutgoingStatus> settle(Settlement settlement);

  /**
   * Applies a delivery report to the newest message with this plugin and external id, or keeps it
   * until there is one. A report that is kept waits, until {@link #orphanReports} ends that.
   */
  CompletionStage<ReportResult> report(DeliveryReport report);

  /** As {@link #report}, where there is such a message; else nothing is kept. */
  CompletionStage<ReportResult> reportIfKnown(DeliveryReport report);

  /**
   * The statuses of these messages; ids that are not known are absent. A message that is in flight
   * has {@link OutgoingStatus#inFlight()}.
   */
  Map<Integer, OutgoingStatus> statuses(List<Integer> messagingIds);

  /**
   * At start: what a dead process left in flight becomes "outcome unknown".
   *
   * @return how many
   */
  int settleInFlight(String description, Instant now);

  /** How many messages each plugin has by state: "in flight", "unknown", and the contract's. */
  Map<String, Map<String, Long>> counts();

  /**
   * A page of messages, newest first.
   *
   * @param before only ids below this one; {@link Integer#MAX_VALUE} for the first page
   * @param limit 1 to 1,000
   */
  List<OutgoingRecord> list(OutgoingFilter filter, int before, int limit);

  /** One message. */
  Optional<OutgoingRecord> find(int messagingId);

  /**
   * Messages of a plugin whose outcome is unknown, lowest id first.
   *
   * @param after only ids above this one; 0 for the first page
   * @param limit 1 to 1,000
   */
  List<OutgoingRecord> unsettled(String plugin, int after, int limit);

  /** How many reports are kept, by plugin; plugins with none are absent. */
  Map<String, ReportCounts> reportCounts();

  /**
   * A page of the reports that are kept, newest first.
   *
   * @param before only ids below this one; {@link Long#MAX_VALUE} for the first page
   * @param limit 1 to 1,000
   */
  List<ReportRecord> reports(ReportFilter filter, long before, int limit);

  /**
   * Gives up on reports that came before this time and wait for their message still: they are not
   * applied to one that appears later, and do not count against the bounds of {@link
   * ReportResult#TOO_MANY} any more. Of each plugin the newest orphaned ones are kept, as many as
   * may wait.
   *
   * @param limit at most so many in one commit
   * @return how many; 0 when there are no more
   */
  CompletionStage<Integer> orphanReports(Instant receivedBefore, Instant now, int limit);

  /**
   * Deletes settled messages last changed before this time, reports that were orphaned before the
   * second and request keys older than the third, at most {@code limit} of each; never a message in
   * flight or unknown, nor a report that waits.
   *
   * @return how many rows were deleted
   */
  CompletionStage<Purged> purge(
      Instant changedBefore, Instant orphanedBefore, Instant keysBefore, int limit);

  /**
   * Messages of one request.
   *
   * @param messages one an outgoing message, in order; at least one
   * @param requestKey with it, the same request is recorded once
   */
  record NewOutgoing(
      String plugin,
      String user,
      List<Entry> messages,
      Instant recordedAt,
      Optional<RequestKey> requestKey) {

    /** What is recorded of a message before it is sent. */
    public record Entry(OptionalInt parentMessagingId, String format) {}
  }

  /**
   * What recording a request led to.
   *
   * @param messagingIds positive and unique, in the order of the messages, also for a repeat; empty
   *     for KEY_REUSED
   */
  record Recording(Kind kind, List<Integer> messagingIds) {
    /** What recording a request led to. */
    public enum Kind {
      RECORDED,
      REPEATED,
      KEY_REUSED
    }
  }

  /**
   * What became of a message.
   *
   * @param state how the hand-over ended
   * @param status the contract's, as far as the hand-over tells
   * @param externalIds the gateway's ids; most often one
   * @param sessionKey empty leaves the one recorded before
   * @param attempts how often the plugin was called
   */
  record Settlement(
      int messagingId,
      OutgoingState state,
      int status,
      List<String> externalIds,
      String sessionKey,
      String description,
      int attempts,
      Instant at) {}

  /** How the hand-over of a message stands. */
  enum OutgoingState {
    /** Recorded; the plugin may be at it. */
    IN_FLIGHT(0),
    /** The plugin answered, or a report settled it. */
    SETTLED(1),
    /** Nobody knows whether it was sent. */
    UNKNOWN(2);

    private final int code;

    OutgoingState(int code) {
      this.code = code;
    }

    /** How it is written in the database; never changes. */
    public int code() {
      return code;
    }

    /** The state of this code. */
    public static OutgoingState of(int code) {
      for (OutgoingState state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      throw new StoreException("The database has an outgoing state %d".formatted(code));
    }
  }

  /** The status of one message. */
  record OutgoingStatus(
      int messagingId, String plugin, OutgoingState state, int status, String description) {

    public boolean inFlight() {
      return state == OutgoingState.IN_FLIGHT;
    }
  }

  /** What a gateway says of a message. */
  record DeliveryReport(
      String plugin,
      String externalId,
      int status,
      String description,
      String user,
      Instant receivedAt) {}

  /** What a report led to. */
  enum ReportResult {
    /** The message was found, and has the report's status now. */
    APPLIED,
    /** The message was found, and its status stays. */
    UNCHANGED,
    /** No such message yet: the report is kept. */
    KEPT,
    /** No such message yet, and the report is not to be kept. */
    NOT_KNOWN,
    /** No such message yet, and too many reports are kept for the plugin or user already. */
    TOO_MANY
  }

  /** What a purge deleted. */
  record Purged(int messages, int orphanedReports, int keys) {

    /** All rows together. */
    public int total() {
      return messages + orphanedReports + keys;
    }
  }

  /** How a report that is kept stands. */
  enum ReportState {
    /** It is applied when its message appears. */
    WAITING,
    /** Its message did not appear in time. */
    ORPHANED
  }

  /** The reports of a plugin that are kept. */
  record ReportCounts(long waiting, long orphaned) {}

  /**
   * Which reports to list; empty means any.
   *
   * @param plugin exact name
   */
  record ReportFilter(Optional<String> plugin, Optional<ReportState> state) {}

  /**
   * A report that is kept.
   *
   * @param id in the order of arrival
   * @param orphanedAt empty while it waits
   */
  record ReportRecord(long id, DeliveryReport report, Optional<Instant> orphanedAt) {}

  /** Which messages to list; empty means any. */
  record OutgoingFilter(
      Optional<String> plugin, Optional<OutgoingState> state, Optional<Integer> status) {}

  /**
   * A message as an operator sees it.
   *
   * @param sender the epoch of the node that sent it, see {@link ClusterStore}
   */
  record OutgoingRecord(
      int messagingId,
      String plugin,
      OutgoingState state,
      int status,
      String description,
      String sessionKey,
      List<String> externalIds,
      OptionalInt parentMessagingId,
      String user,
      Instant recordedAt,
      Instant changedAt,
      int attempts,
      long sender) {

    /** The same with these external ids. */
    public OutgoingRecord with(List<String> newExternalIds) {
      return new OutgoingRecord(
          messagingId,
          plugin,
          state,
          status,
          description,
          sessionKey,
          List.copyOf(newExternalIds),
          parentMessagingId,
          user,
          recordedAt,
          changedAt,
          attempts,
          sender);
    }
  }
}
