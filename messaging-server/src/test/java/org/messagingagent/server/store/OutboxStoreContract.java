package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.messagingagent.server.store.OutboxStore.OutgoingState.IN_FLIGHT;
import static org.messagingagent.server.store.OutboxStore.OutgoingState.SETTLED;
import static org.messagingagent.server.store.OutboxStore.OutgoingState.UNKNOWN;
import static org.messagingagent.server.store.OutboxStore.ReportResult.APPLIED;
import static org.messagingagent.server.store.OutboxStore.ReportResult.KEPT;
import static org.messagingagent.server.store.OutboxStore.ReportResult.NOT_KNOWN;
import static org.messagingagent.server.store.OutboxStore.ReportResult.TOO_MANY;
import static org.messagingagent.server.store.OutboxStore.ReportResult.UNCHANGED;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.key;
import static org.messagingagent.server.store.Samples.message;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingFilter;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Purged;
import org.messagingagent.server.store.OutboxStore.Recording;
import org.messagingagent.server.store.OutboxStore.ReportCounts;
import org.messagingagent.server.store.OutboxStore.ReportFilter;
import org.messagingagent.server.store.OutboxStore.ReportRecord;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.OutboxStore.ReportState;
import org.messagingagent.server.store.OutboxStore.Settlement;

/**
 * What every outbox promises. The store keeps at most {@link #EARLY_REPORTS} early reports, and as
 * many orphaned ones.
 */
public interface OutboxStoreContract {

  /** Of a plugin, and of a user. */
  int EARLY_REPORTS = 3;

  Store store();

  /** The process that sent so far is dead, and this one goes on in its place. */
  default void senderDies() {}

  default OutboxStore outbox() {
    return store().outbox();
  }

  @Test
  default void recordedMessagesAreInFlightUnderUniquePositiveIds() {
    Recording first = get(outbox().record(request(3, Optional.empty())));
    Recording second = get(outbox().record(request(2, Optional.empty())));

    assertThat(first.kind()).isEqualTo(Recording.Kind.RECORDED);
    assertThat(first.messagingIds()).hasSize(3).allMatch(id -> id > 0);
    assertThat(second.messagingIds()).doesNotContainAnyElementsOf(first.messagingIds());
    assertThat(outbox().statuses(first.messagingIds()).values()).allMatch(OutgoingStatus::inFlight);
    assertThat(outbox().statuses(List.of(Integer.MAX_VALUE))).isEmpty();
    assertThat(outbox().counts()).containsExactly(entry("sms", Map.of("in flight", 5L)));
  }

  @Test
  default void repeatedRequestIsAnsweredWithTheIdsOfBefore() {
    Recording first = get(outbox().record(request(3, Optional.of(key("k", 1)))));
    Recording repeat = get(outbox().record(request(3, Optional.of(key("k", 1)))));
    Recording reuse = get(outbox().record(request(3, Optional.of(key("k", 2)))));

    assertThat(repeat).isEqualTo(new Recording(Recording.Kind.REPEATED, first.messagingIds()));
    assertThat(reuse).isEqualTo(new Recording(Recording.Kind.KEY_REUSED, List.of()));
    assertThat(outbox().counts().get("sms")).containsExactly(entry("in flight", 3L));
  }

  @Test
  default void settledMessageKeepsAllThatIsKnownOfIt() {
    int id = record();
    OutgoingStatus status =
        get(
            outbox()
                .settle(
                    new Settlement(
                        id, SETTLED, 1, List.of("b", "a"), "s", "note", 2, NOW.plusSeconds(1))));

    assertThat(status).isEqualTo(new OutgoingStatus(id, "sms", SETTLED, 1, "note"));
    assertThat(outbox().statuses(List.of(id))).containsExactly(entry(id, status));
    OutgoingRecord found = outbox().find(id).orElseThrow();
    assertThat(found)
        .isEqualTo(
            new OutgoingRecord(
                id,
                "sms",
                SETTLED,
                1,
                "note",
                "s",
                List.of("a", "b"),
                OptionalInt.of(7),
                "anna",
                NOW,
                NOW.plusSeconds(1),
                2,
                found.sender()));
    assertThat(outbox().find(id + 100)).isEmpty();
    assertThat(outbox().counts()).containsExactly(entry("sms", Map.of("sent", 1L)));
  }

  @Test
  default void lateSettlementReplacesUnknown() {
    int id = record();
    settle(id, UNKNOWN, 0, "x");
    assertThat(outbox().counts().get("sms")).containsExactly(entry("unknown", 1L));

    assertThat(settle(id, SETTLED, 1, "x").status()).isEqualTo(1);
    assertThat(outbox().counts().get("sms")).containsExactly(entry("sent", 1L));
  }

  @Test
  default void settlementDoesNotTakeBackWhatAReportHasSettled() {
    int id = record();
    settle(id, UNKNOWN, 0, "x");
    report("x", 3);

    OutgoingStatus status = settle(id, SETTLED, 1, "y");

    assertThat(status.status()).isEqualTo(3);
    assertThat(status.state()).isEqualTo(SETTLED);
    assertThat(settle(id, UNKNOWN, 0, "z").state()).isEqualTo(SETTLED);
    assertThat(outbox().find(id).orElseThrow().externalIds()).containsExactly("x", "y", "z");
  }

  @Test
  default void messagesOfUnknownOutcomeComeInPagesByPlugin() {
    List<Integer> ids = get(outbox().record(request(4, Optional.empty()))).messagingIds();
    int other = recordOf("mail");
    int inFlight = record();
    List.of(ids.get(0), ids.get(1), ids.get(3), other)
        .forEach(id -> settle(id, UNKNOWN, 0, "x" + id));
    settle(ids.get(2), SETTLED, 1, "y");
    assertThat(unsettled(0, 2)).containsExactly(ids.get(0), ids.get(1));
    assertThat(unsettled(ids.get(1), 2)).containsExactly(ids.get(3));
    assertThat(unsettled(ids.get(3), 2)).isEmpty();

    senderDies();
    outbox().settleInFlight("the server stopped", NOW);
    assertThat(unsettled(ids.get(3), 2)).containsExactly(inFlight);
    report("x" + ids.get(0), 3);
    settle(ids.get(1), SETTLED, 0, "x");
    assertThat(unsettled(0, 1_000)).containsExactly(ids.get(3), inFlight);
    assertThatThrownBy(() -> outbox().unsettled("sms", 0, 1_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void messageOfUnknownOutcomeHasAllThatIsNeededToSettleIt() {
    int id = record();
    get(
        outbox()
            .settle(
                new Settlement(
                    id, UNKNOWN, 0, List.of("b", "a"), "s", "why", 3, NOW.plusSeconds(1))));

    assertThat(outbox().unsettled("sms", 0, 10)).containsExactly(outbox().find(id).orElseThrow());
    OutgoingRecord found = outbox().unsettled("sms", 0, 10).get(0);
    assertThat(found.externalIds()).containsExactly("a", "b");
    assertThat(found.sessionKey()).isEqualTo("s");
    assertThat(found.recordedAt()).isEqualTo(NOW);
    assertThat(found.attempts()).isEqualTo(3);
    assertThat(found.description()).isEqualTo("why");
  }

  @Test
  default void unknownOutcomeIsSettledByALaterAnswerWithTheReportsThatCameEarly() {
    int id = record();
    settle(id, UNKNOWN, 0, "x");
    report("found later", 3);

    OutgoingStatus status =
        get(
            outbox()
                .settle(
                    new Settlement(
                        id, SETTLED, 1, List.of("found later"), "", "", 2, NOW.plusSeconds(1))));

    assertThat(status.state()).isEqualTo(SETTLED);
    assertThat(status.status()).isEqualTo(3);
    OutgoingRecord found = outbox().find(id).orElseThrow();
    assertThat(found.externalIds()).containsExactly("found later", "x");
    assertThat(found.attempts()).isEqualTo(2);
    assertThat(outbox().counts().get("sms")).containsExactly(entry("received", 1L));
  }

  @Test
  default void answerThatComesAfterAReceiptDoesNotTakeItBack() {
    for (int receipt = 0; receipt <= 4; receipt++) {
      for (int answer : new int[] {0, 1, 3}) {
        int id = record();
        settle(id, UNKNOWN, 0, "x" + id);
        assertThat(report("x" + id, receipt)).isEqualTo(APPLIED);

        OutgoingStatus status = settle(id, SETTLED, answer, "x" + id);

        assertThat(status.state()).isEqualTo(SETTLED);
        assertThat(status.status())
            .as("answer %d after receipt %d", answer, receipt)
            .isEqualTo(receipt <= 1 && answer == 3 ? 3 : receipt);
      }
    }
  }

  @Test
  default void secondUnknownOfTheSameContentChangesNothing() {
    int id = record();
    Settlement unknown = new Settlement(id, UNKNOWN, 0, List.of("x"), "s", "why", 2, NOW);
    get(outbox().settle(unknown));
    OutgoingRecord before = outbox().find(id).orElseThrow();

    assertThat(get(outbox().settle(unknown)))
        .isEqualTo(new OutgoingStatus(id, "sms", UNKNOWN, 0, "why"));

    assertThat(outbox().find(id)).contains(before);
    assertThat(outbox().counts().get("sms")).containsExactly(entry("unknown", 1L));
    assertThat(unsettled(0, 10)).containsExactly(id);
  }

  @Test
  default void emptySessionKeyLeavesTheOneOfBefore() {
    int id = record();
    get(outbox().settle(new Settlement(id, UNKNOWN, 0, List.of(), "s", "", 1, NOW)));
    get(outbox().settle(new Settlement(id, SETTLED, 1, List.of(), "", "", 1, NOW)));
    assertThat(outbox().find(id).orElseThrow().sessionKey()).isEqualTo("s");
  }

  @Test
  default void reportsNeverTakeADeliveryBack() {
    int[][] changes = {
      // before, report, after
      {0, 1, 1},
      {1, 0, 0},
      {0, 2, 2},
      {1, 3, 3},
      {1, 4, 4},
      {2, 0, 2},
      {2, 1, 2},
      {2, 3, 3},
      {2, 4, 4},
      {3, 0, 3},
      {3, 1, 3},
      {3, 2, 2},
      {3, 4, 4},
      {4, 0, 4},
      {4, 1, 4},
      {4, 2, 4},
      {4, 3, 4},
      {3, 3, 3}
    };
    for (int[] change : changes) {
      String externalId = change[0] + "-" + change[1];
      int id = record();
      settle(id, SETTLED, change[0], externalId);

      ReportResult result = report(externalId, change[1]);

      assertThat(status(id)).as(externalId).isEqualTo(change[2]);
      assertThat(result).as(externalId).isEqualTo(change[1] == change[2] ? APPLIED : UNCHANGED);
    }
  }

  @Test
  default void reportSettlesAnUnknownMessage() {
    int id = record();
    settle(id, UNKNOWN, 0, "x");
    assertThat(report("x", 1)).isEqualTo(APPLIED);
    assertThat(outbox().statuses(List.of(id)).get(id).state()).isEqualTo(SETTLED);
  }

  @Test
  default void reportFindsTheNewestMessageOfItsPlugin() {
    int older = record();
    int newer = record();
    settle(older, SETTLED, 1, "x");
    settle(newer, SETTLED, 1, "x");

    report("x", 3);

    assertThat(status(older)).isEqualTo(1);
    assertThat(status(newer)).isEqualTo(3);
    assertThat(get(outbox().report(new DeliveryReport("mail", "x", 3, "", "anna", NOW))))
        .isEqualTo(KEPT);
  }

  @Test
  default void reportThatIsNotToBeKeptIsAppliedOrForgotten() {
    DeliveryReport received = new DeliveryReport("sms", "x", 3, "", "anna", NOW);
    for (int i = 0; i <= EARLY_REPORTS; i++) {
      assertThat(get(outbox().reportIfKnown(received))).isEqualTo(NOT_KNOWN);
    }
    assertThat(outbox().reportCounts()).isEmpty();
    int id = record();
    assertThat(settle(id, SETTLED, 1, "x").status()).isEqualTo(1);
    assertThat(get(outbox().reportIfKnown(received))).isEqualTo(APPLIED);
    DeliveryReport sent = new DeliveryReport("sms", "x", 1, "", "anna", NOW);
    assertThat(get(outbox().reportIfKnown(sent))).isEqualTo(UNCHANGED);
    assertThat(status(id)).isEqualTo(3);
  }

  @Test
  default void earlyReportsAreAppliedInOrderWhenTheirMessageAppears() {
    assertThat(report("b", 3)).isEqualTo(KEPT);
    assertThat(report("a", 2)).isEqualTo(KEPT);
    assertThat(report("a", 1)).isEqualTo(KEPT);
    int id = record();

    OutgoingStatus status =
        get(outbox().settle(new Settlement(id, SETTLED, 1, List.of("a", "b"), "", "", 1, NOW)));

    assertThat(status.status()).isEqualTo(2);
    assertThat(status(id)).isEqualTo(2);
    assertThat(outbox().counts().get("sms")).containsExactly(entry("delivery error", 1L));
    int other = record();
    assertThat(settle(other, SETTLED, 1, "b").status()).isEqualTo(1);
  }

  @Test
  default void earlyReportsAreBoundedForAPluginAndForAUser() {
    for (int i = 0; i < EARLY_REPORTS; i++) {
      assertThat(report("x" + i, 3)).isEqualTo(KEPT);
    }
    assertThat(report("y", 3)).isEqualTo(TOO_MANY);
    assertThat(get(outbox().report(new DeliveryReport("mail", "y", 3, "", "anna", NOW))))
        .isEqualTo(TOO_MANY);
    assertThat(get(outbox().report(new DeliveryReport("sms", "y", 3, "", "bob", NOW))))
        .isEqualTo(TOO_MANY);
    assertThat(get(outbox().report(new DeliveryReport("mail", "y", 3, "", "bob", NOW))))
        .isEqualTo(KEPT);

    settle(record(), SETTLED, 1, "x0");
    assertThat(report("y", 3)).isEqualTo(KEPT);
  }

  @Test
  default void longDescriptionsAreCutBetweenCharacters() {
    int id = record();
    String text = "x".repeat(1_999) + "\ud83d\ude00";
    get(outbox().settle(new Settlement(id, SETTLED, 0, List.of(), "", text, 1, NOW)));
    assertThat(outbox().find(id).orElseThrow().description()).isEqualTo("x".repeat(1_999));
  }

  @Test
  default void replyToAnUnknownMessageSettlesIt() {
    int id = record();
    get(outbox().settle(new Settlement(id, UNKNOWN, 0, List.of(), "s", "why", 1, NOW)));
    get(store().inbox().accept(message("sms", "s", "an answer")));

    assertThat(outbox().statuses(List.of(id)).get(id))
        .isEqualTo(new OutgoingStatus(id, "sms", SETTLED, 4, ""));
    assertThat(report("nothing", 1)).isEqualTo(KEPT);
    assertThat(outbox().counts().get("sms")).containsExactly(entry("replied", 1L));
  }

  @Test
  default void whatADeadProcessLeftInFlightBecomesUnknown() {
    List<Integer> ids = get(outbox().record(request(2, Optional.empty()))).messagingIds();
    settle(ids.get(0), SETTLED, 1, "x");

    senderDies();
    assertThat(outbox().settleInFlight("OUTCOME_UNKNOWN: stopped", NOW)).isEqualTo(1);

    assertThat(outbox().statuses(ids).get(ids.get(1)))
        .isEqualTo(new OutgoingStatus(ids.get(1), "sms", UNKNOWN, 0, "OUTCOME_UNKNOWN: stopped"));
    assertThat(status(ids.get(0))).isEqualTo(1);
    assertThat(outbox().settleInFlight("", NOW)).isZero();
    assertThat(outbox().counts().get("sms")).containsOnly(entry("sent", 1L), entry("unknown", 1L));
  }

  @Test
  default void outgoingListIsPagedNewestFirst() {
    List<Integer> ids = get(outbox().record(request(3, Optional.empty()))).messagingIds();
    settle(ids.get(1), SETTLED, 2, "x");
    OutgoingFilter any = new OutgoingFilter(Optional.empty(), Optional.empty(), Optional.empty());

    assertThat(list(any, Integer.MAX_VALUE, 2)).containsExactly(ids.get(2), ids.get(1));
    assertThat(list(any, ids.get(1), 2)).containsExactly(ids.get(0));
    assertThat(list(filter(Optional.of(IN_FLIGHT), Optional.empty()), Integer.MAX_VALUE, 10))
        .containsExactly(ids.get(2), ids.get(0));
    assertThat(list(filter(Optional.empty(), Optional.of(2)), Integer.MAX_VALUE, 10))
        .containsExactly(ids.get(1));
    assertThat(
            list(
                new OutgoingFilter(Optional.of("mail"), Optional.empty(), Optional.empty()),
                Integer.MAX_VALUE,
                10))
        .isEmpty();
  }

  @Test
  default void outgoingPurgeDeletesWhatIsSettledAndOld() {
    List<Integer> ids = get(outbox().record(request(4, Optional.of(key("k", 1))))).messagingIds();
    settle(ids.get(0), SETTLED, 1, "x");
    settle(ids.get(1), SETTLED, 1, "y");
    settle(ids.get(2), UNKNOWN, 0, "z");
    report("early", 3);
    assertThat(orphan(NOW.plusSeconds(1), 100)).isEqualTo(1);
    report("late", 3);

    assertThat(get(outbox().purge(NOW.plusSeconds(1), NOW, NOW, 1))).isEqualTo(new Purged(1, 0, 0));
    assertThat(get(outbox().purge(NOW.plusSeconds(1), NOW.plusSeconds(1), NOW.plusSeconds(1), 100)))
        .isEqualTo(new Purged(1, 1, 1));
    assertThat(
            get(outbox().purge(NOW.plusSeconds(1), NOW.plusSeconds(1), NOW.plusSeconds(1), 100))
                .total())
        .isZero();

    assertThat(outbox().statuses(ids)).containsOnlyKeys(ids.get(2), ids.get(3));
    assertThat(outbox().counts().get("sms"))
        .containsOnly(entry("unknown", 1L), entry("in flight", 1L));
    assertThat(report("x", 3)).isEqualTo(KEPT);
    assertThat(outbox().reportCounts()).containsExactly(entry("sms", new ReportCounts(2, 0)));
  }

  @Test
  default void reportThatWaitedTooLongIsNotAppliedAnyMore() {
    report("old", 3);
    report(new DeliveryReport("sms", "new", 3, "", "anna", NOW.plusSeconds(1)));

    assertThat(orphan(NOW, 100)).isZero();
    assertThat(orphan(NOW.plusSeconds(1), 100)).isEqualTo(1);
    assertThat(orphan(NOW.plusSeconds(1), 100)).isZero();

    assertThat(settle(record(), SETTLED, 1, "old").status()).isEqualTo(1);
    assertThat(settle(record(), SETTLED, 1, "new").status()).isEqualTo(3);
    assertThat(reports(Optional.empty())).containsExactly("old");
  }

  @Test
  default void orphanedReportsDoNotKeepNewOnesOut() {
    for (int i = 0; i < EARLY_REPORTS; i++) {
      report("x" + i, 3);
    }
    assertThat(report("y", 3)).isEqualTo(TOO_MANY);

    orphan(NOW.plusSeconds(1), 100);

    assertThat(report("y", 3)).isEqualTo(KEPT);
    assertThat(outbox().reportCounts())
        .containsExactly(entry("sms", new ReportCounts(1, EARLY_REPORTS)));
  }

  @Test
  default void newestOrphanedReportsOfEachPluginAreKept() {
    report(new DeliveryReport("mail", "other", 3, "", "bob", NOW));
    for (int i = 0; i < 2 * EARLY_REPORTS; i++) {
      assertThat(report("x" + i, 3)).isEqualTo(KEPT);
      orphan(NOW.plusSeconds(1), 100);
    }

    assertThat(reports(Optional.of(ReportState.ORPHANED)))
        .containsExactly("x5", "x4", "x3", "other");
    assertThat(outbox().reportCounts())
        .containsExactly(
            entry("mail", new ReportCounts(0, 1)),
            entry("sms", new ReportCounts(0, EARLY_REPORTS)));
  }

  @Test
  default void reportsAreOrphanedInSteps() {
    for (int i = 0; i < EARLY_REPORTS; i++) {
      report("x" + i, 3);
    }
    assertThat(orphan(NOW.plusSeconds(1), 2)).isEqualTo(2);
    assertThat(reports(Optional.of(ReportState.ORPHANED))).containsExactly("x1", "x0");
    assertThat(orphan(NOW.plusSeconds(1), 2)).isEqualTo(1);
    assertThat(orphan(NOW.plusSeconds(1), 2)).isZero();
  }

  @Test
  default void keptReportsAreListedInPagesNewestFirst() {
    DeliveryReport first = new DeliveryReport("sms", "a", 3, "seen", "anna", NOW);
    DeliveryReport second = new DeliveryReport("mail", "b", 2, "full", "bob", NOW);
    DeliveryReport third = new DeliveryReport("sms", "c", 1, "", "anna", NOW.plusSeconds(9));
    List.of(first, second, third).forEach(this::report);
    assertThat(orphan(NOW.plusSeconds(1), 100)).isEqualTo(2);
    ReportFilter any = new ReportFilter(Optional.empty(), Optional.empty());

    List<ReportRecord> page = outbox().reports(any, Long.MAX_VALUE, 2);
    List<ReportRecord> next = outbox().reports(any, page.get(1).id(), 2);

    assertThat(page).extracting(ReportRecord::report).containsExactly(third, second);
    assertThat(next).extracting(ReportRecord::report).containsExactly(first);
    assertThat(page.get(0).orphanedAt()).isEmpty();
    assertThat(page.get(1).orphanedAt()).contains(NOW);
    assertThat(reports(Optional.of(ReportState.WAITING))).containsExactly("c");
    assertThat(
            outbox()
                .reports(
                    new ReportFilter(Optional.of("sms"), Optional.of(ReportState.ORPHANED)),
                    Long.MAX_VALUE,
                    10))
        .extracting(ReportRecord::report)
        .containsExactly(first);
  }

  private List<String> reports(Optional<ReportState> state) {
    return outbox().reports(new ReportFilter(Optional.empty(), state), Long.MAX_VALUE, 100).stream()
        .map(each -> each.report().externalId())
        .toList();
  }

  private int orphan(Instant receivedBefore, int limit) {
    return get(outbox().orphanReports(receivedBefore, NOW, limit));
  }

  private ReportResult report(DeliveryReport report) {
    return get(outbox().report(report));
  }

  private int record() {
    return recordOf("sms");
  }

  private int recordOf(String plugin) {
    NewOutgoing request =
        new NewOutgoing(
            plugin,
            "anna",
            List.of(new NewOutgoing.Entry(OptionalInt.of(7), "Text")),
            NOW,
            Optional.empty());
    return get(outbox().record(request)).messagingIds().get(0);
  }

  private List<Integer> unsettled(int after, int limit) {
    return outbox().unsettled("sms", after, limit).stream()
        .map(OutgoingRecord::messagingId)
        .toList();
  }

  private OutgoingStatus settle(int id, OutgoingState state, int status, String externalId) {
    return get(
        outbox().settle(new Settlement(id, state, status, List.of(externalId), "", "", 1, NOW)));
  }

  private ReportResult report(String externalId, int status) {
    return get(outbox().report(new DeliveryReport("sms", externalId, status, "", "anna", NOW)));
  }

  private int status(int id) {
    return outbox().statuses(List.of(id)).get(id).status();
  }

  private List<Integer> list(OutgoingFilter filter, int before, int limit) {
    return outbox().list(filter, before, limit).stream().map(OutgoingRecord::messagingId).toList();
  }

  private static OutgoingFilter filter(Optional<OutgoingState> state, Optional<Integer> status) {
    return new OutgoingFilter(Optional.of("sms"), state, status);
  }

  private static NewOutgoing request(int messages, Optional<RequestKey> key) {
    return new NewOutgoing(
        "sms",
        "anna",
        Collections.nCopies(messages, new NewOutgoing.Entry(OptionalInt.of(7), "Text")),
        NOW,
        key);
  }
}
