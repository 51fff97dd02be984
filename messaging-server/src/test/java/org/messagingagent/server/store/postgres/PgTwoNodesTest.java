package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.key;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.Purged;
import org.messagingagent.server.store.OutboxStore.Recording;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;

/** Two nodes write to one database at the same moment. */
final class PgTwoNodesTest {

  private static final int ROUNDS = 100;

  private StoreConfig config;
  private PgStore one;
  private PgStore two;

  @BeforeEach
  void open() {
    config = PostgresFixture.freshSchema();
    one = PgStore.open(config, StoreLimits.DEFAULTS);
    two = PgStore.open(config, StoreLimits.DEFAULTS);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    PostgresFixture.drop(config);
  }

  @Test
  void reportAndSettlementAtTheSameMomentFindEachOther() {
    for (int round = 0; round < ROUNDS; round++) {
      int id = record(one, 1).get(0);
      String externalId = "x" + round;

      CompletionStage<ReportResult> report =
          two.outbox().report(new DeliveryReport("sms", externalId, 3, "", "anna", NOW));
      CompletionStage<?> settled = one.outbox().settle(settlement(id, externalId));

      assertThat(get(report)).isIn(ReportResult.KEPT, ReportResult.APPLIED);
      get(settled);
      assertThat(one.outbox().statuses(List.of(id)).get(id).status()).isEqualTo(3);
    }
    assertThat(one.outbox().counts()).isEqualTo(Map.of("sms", Map.of("received", (long) ROUNDS)));
    assertThat(two.outbox().reportCounts().values())
        .allMatch(counts -> counts.waiting() == 0 && counts.orphaned() == 0);
  }

  @Test
  void reportsAndRepeatedSettlementsOfManyMessagesDoNotHoldEachOtherUp() {
    List<Integer> ids = record(one, 100);
    for (int round = 0; round < 10; round++) {
      List<CompletionStage<?>> stages = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        int other = ids.size() - 1 - i;
        stages.add(one.outbox().settle(settlement(ids.get(i), "x" + i)));
        stages.add(two.outbox().report(new DeliveryReport("sms", "x" + other, 3, "", "anna", NOW)));
      }
      stages.forEach(Samples::get);
    }
    assertThat(one.outbox().statuses(ids).values()).allMatch(status -> status.status() == 3);
  }

  @Test
  void requestThatComesToTwoNodesAtOnceIsRecordedOnce() {
    for (int round = 0; round < ROUNDS; round++) {
      RequestKey key = key("k" + round, 1);
      CompletionStage<Recording> first = one.outbox().record(request(3, Optional.of(key)));
      CompletionStage<Recording> second = two.outbox().record(request(3, Optional.of(key)));

      assertThat(List.of(get(first).kind(), get(second).kind()))
          .containsExactlyInAnyOrder(Recording.Kind.RECORDED, Recording.Kind.REPEATED);
      assertThat(get(first).messagingIds()).hasSize(3).isEqualTo(get(second).messagingIds());
    }
    assertThat(two.outbox().counts()).isEqualTo(Map.of("sms", Map.of("in flight", 3L * ROUNDS)));
  }

  @Test
  void ofTwoNodesThatWantAValueOneGetsIt() {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "k" + round;
      assertThat(both(key, new Condition.Absent()))
          .containsExactlyInAnyOrder(PutResult.WRITTEN, PutResult.NOT_WRITTEN);
      String winner = one.values().get("sms", key, NOW).orElseThrow();
      assertThat(both(key, new Condition.Equal(winner))).contains(PutResult.WRITTEN);
      CompletionStage<Boolean> removed =
          one.values().remove("sms", key, new Condition.Always(), NOW);
      CompletionStage<Boolean> removedToo =
          two.values().remove("sms", key, new Condition.Always(), NOW);
      assertThat(List.of(get(removed), get(removedToo))).containsExactlyInAnyOrder(true, false);
    }
  }

  @Test
  void nothingIsRefusedForWhatAnotherNodeHasRemoved() {
    StoreLimits two = new StoreLimits(4_096, 32 << 20, 2, 2);
    try (PgStore small = PgStore.open(config, two)) {
      for (String key : List.of("a", "b")) {
        assertThat(put(small, key)).isEqualTo(PutResult.WRITTEN);
        assertThat(report(small, key)).isEqualTo(ReportResult.KEPT);
      }
      assertThat(put(small, "c")).isEqualTo(PutResult.FULL);
      assertThat(report(small, "c")).isEqualTo(ReportResult.TOO_MANY);

      get(one.values().remove("sms", "a", new Condition.Always(), NOW));
      get(one.outbox().settle(settlement(record(one, 1).get(0), "a")));
      assertThat(put(small, "c")).isEqualTo(PutResult.WRITTEN);
      assertThat(report(small, "c")).isEqualTo(ReportResult.KEPT);
    }
  }

  private static PutResult put(Store store, String key) {
    return get(store.values().put("sms", key, "x", Optional.empty(), new Condition.Always(), NOW));
  }

  private static ReportResult report(Store store, String externalId) {
    return get(store.outbox().report(new DeliveryReport("sms", externalId, 3, "", "anna", NOW)));
  }

  @Test
  void twoNodesPurgeAtOnceAndEachRowIsCountedOnce() {
    List<Integer> ids = record(one, 500);
    get(all(ids.stream().map(id -> one.outbox().settle(settlement(id, "x" + id))).toList()));
    int purged = 0;
    int last = 1;
    while (last > 0) {
      CompletionStage<Purged> first = purge(one);
      CompletionStage<Purged> second = purge(two);
      last = get(first).messages() + get(second).messages();
      purged += last;
    }
    assertThat(purged).isEqualTo(500);
    assertThat(one.outbox().counts().getOrDefault("sms", Map.of()).getOrDefault("sent", 0L))
        .isZero();
    assertThat(get(two.outbox().report(new DeliveryReport("sms", "x", 3, "", "anna", NOW))))
        .isEqualTo(ReportResult.KEPT);
  }

  @Test
  void whatALivingNodeSendsIsLeftAloneUntilItIsGone() {
    List<Integer> ids = record(one, 2);

    assertThat(two.outbox().settleInFlight("gone", NOW)).isZero();
    assertThat(two.outbox().statuses(ids).values()).allMatch(status -> status.inFlight());

    one.close();
    assertThat(two.outbox().settleInFlight("gone", NOW)).isEqualTo(2);
    assertThat(two.outbox().counts()).isEqualTo(Map.of("sms", Map.of("unknown", 2L)));
  }

  @Test
  void userWhoIsRemovedOnOneNodeHasNoTicketLeftFromAnother() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] hash = {(byte) round};
      String name = "user" + round;
      get(one.users().add(new User(name, "$", NOW)));
      CompletionStage<Boolean> added =
          two.tickets().add(new Ticket(hash, name, NOW, NOW.plusSeconds(60)), 10);
      CompletionStage<Boolean> removed = one.users().remove(name);
      get(added);
      assertThat(get(removed)).isTrue();
      assertThat(one.tickets().find(hash)).isEmpty();
    }
  }

  private List<PutResult> both(String key, Condition condition) {
    CompletionStage<PutResult> first =
        one.values().put("sms", key, "one", Optional.empty(), condition, NOW);
    CompletionStage<PutResult> second =
        two.values().put("sms", key, "two", Optional.empty(), condition, NOW);
    return List.of(get(first), get(second));
  }

  private static CompletionStage<Purged> purge(Store store) {
    return store.outbox().purge(NOW.plusSeconds(60), NOW, NOW, 50);
  }

  private static CompletionStage<Void> all(List<? extends CompletionStage<?>> stages) {
    return CompletableFuture.allOf(
        stages.stream()
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture<?>[]::new));
  }

  private static List<Integer> record(Store store, int messages) {
    return get(store.outbox().record(request(messages, Optional.empty()))).messagingIds();
  }

  private static NewOutgoing request(int messages, Optional<RequestKey> key) {
    return new NewOutgoing(
        "sms",
        "anna",
        Collections.nCopies(messages, new NewOutgoing.Entry(OptionalInt.empty(), "Text")),
        NOW,
        key);
  }

  private static Settlement settlement(int id, String externalId) {
    return new Settlement(id, OutgoingState.SETTLED, 1, List.of(externalId), "", "", 1, NOW);
  }
}
