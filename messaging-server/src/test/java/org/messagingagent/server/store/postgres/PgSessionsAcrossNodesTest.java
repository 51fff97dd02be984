package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.MessageState.DEAD;
import static org.messagingagent.server.store.MessageState.HANDLED;
import static org.messagingagent.server.store.MessageState.WAITING;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.key;
import static org.messagingagent.server.store.Samples.message;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.WriteCommand;
import org.messagingagent.server.support.Await;

/**
 * One node owns all, and messages come in on another: nothing is lost, and sessions go in order.
 */
@Timeout(120)
final class PgSessionsAcrossNodesTest extends PgStoreFixture {

  private PgStore owner;
  private PgStore other;

  @BeforeEach
  void openOther() {
    owner = store();
    other = PgStore.open(config(), LIMITS);
    PostgresFixture.run(
        ("INSERT INTO %s.partition_owner (plugin, partition_no, epoch)"
                + " SELECT 'sms', p, %d FROM generate_series(0, 63) AS p")
            .formatted(config().schema(), epoch()));
  }

  @AfterEach
  void closeOther() {
    other.close();
  }

  @Test
  void messageOfAnotherNodeIsReadyOnItsOwner() {
    List<StoredIncoming> told = new ArrayList<>();
    other.inbox().onReady(told::addAll);
    long id = accept(other, "s", "1");
    long alone = accept(other, "", "2");

    assertThat(ready()).extracting(StoredIncoming::id).containsExactly(id, alone);
    assertThat(ready()).extracting(StoredIncoming::epoch).containsOnly(epoch());
    get(other.inbox().postpone(-1, 0, 0, "", NOW));
    assertThat(told).as("it is not the other's to handle").isEmpty();
  }

  @Test
  void messagesOfASessionQueueWhereverTheyComeIn() {
    long first = accept(other, "s", "1");
    long second = accept(other, "s", "2");
    long third = accept(owner, "s", "3");
    long fourth = accept(other, "s", "4");

    assertThat(handleAll()).containsExactly(first, second, third, fourth);
  }

  @Test
  void onlyTheOwnerLetsMessagesQueue() {
    accept(owner, "s", "1");
    long second = accept(other, "s", "2");
    WriteCommand.Park park = new WriteCommand.Park("sms", List.of(second));

    assertThat(get(other.commits().submit(park))).isZero();
    owner.epoch().disown("sms", Partitions.only(Partitions.of("s", 0)));
    assertThat(get(owner.commits().submit(park))).as("it has given it up").isZero();
    own(owner, "sms");
    assertThat(get(owner.commits().submit(park))).isEqualTo(1);
  }

  @Test
  void oneThatCameInOnTheOwnerKeepsItsTurn() {
    long first = accept(owner, "s", "1");
    long second = accept(other, "s", "2");
    long third = accept(owner, "s", "3");

    assertThat(ready()).extracting(StoredIncoming::id).containsExactly(first);
    get(owner.inbox().postpone(first, epoch(), 1, "", NOW.plusSeconds(5)));
    assertThat(readyAt(NOW)).isEmpty();
    assertThat(owner.inbox().turnOf("sms", "s")).hasValue(first);
    assertThat(handleAll()).containsExactly(first, second, third);
  }

  @Test
  void postponedOneOfAnotherNodeHoldsOffTheLater() {
    long first = accept(other, "s", "1");
    long second = accept(other, "s", "2");
    assertThat(owner.inbox().turnOf("sms", "s")).hasValue(first);
    get(owner.inbox().postpone(first, epoch(), 1, "", NOW.plusSeconds(5)));

    assertThat(readyAt(NOW)).isEmpty();
    assertThat(handleAll()).containsExactly(first, second);
  }

  @Test
  void manyThatQueueDoNotHideWhatIsReady() {
    long first = accept(owner, "s", "1");
    List<CompletionStage<Acceptance>> queued = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      queued.add(other.inbox().accept(message("sms", "s", "queued")));
    }
    queued.forEach(org.messagingagent.server.store.Samples::get);
    long behind = accept(other, samePartition("s"), "in the same partition");

    assertThat(
            owner
                .inbox()
                .ready("sms", Partitions.ALL, NOW, id -> id == first, 1, Long.MAX_VALUE)
                .messages())
        .extracting(StoredIncoming::id)
        .containsExactly(behind);
  }

  @Test
  void readyFindsWhatLiesBehindMuchThatIsExcluded() {
    Set<Long> excluded = ConcurrentHashMap.newKeySet();
    List<CompletionStage<Acceptance>> stages = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      stages.add(owner.inbox().accept(message("sms", "", "held")));
      if (stages.size() == 1_000) {
        stages.forEach(stage -> excluded.add(get(stage).messageId()));
        stages.clear();
      }
    }
    long last = accept(owner, "", "last");

    assertThat(
            owner
                .inbox()
                .ready("sms", Partitions.ALL, NOW, excluded::contains, 10, Long.MAX_VALUE)
                .messages())
        .extracting(StoredIncoming::id)
        .containsExactly(last);
  }

  @Test
  void transactionThatStaysOpenWhileLaterOnesCommitLosesNothing() throws Exception {
    try (Connection holder = PostgresFixture.connect()) {
      holder.setAutoCommit(false);
      holdKey(holder, "held");
      CompletionStage<Acceptance> open =
          other.inbox().accept(message("sms", "s", "early", Optional.of(key("held", 1))));
      Await.until("the accepting transaction waits", () -> isWaiting(other));
      long second = accept(owner, "s", "2");
      long third = accept(owner, "s", "3");
      assertThat(handle(ready())).containsExactly(second);
      holder.rollback();

      long early = get(open).messageId();
      assertThat(early).as("its id was taken first").isLessThan(second);
      assertThat(handleAll()).containsExactlyInAnyOrder(early, third);
    }
    assertThat(owner.inbox().counts()).containsEntry("sms", Map.of(HANDLED, 3L));
  }

  @Test
  void messagesHandedInOneAfterTheOtherAreHandledInThatOrder() {
    Random random = new Random(4);
    Map<String, List<Long>> accepted = new HashMap<>();
    Map<String, List<Long>> handled = new HashMap<>();
    for (int step = 0; step < 400; step++) {
      String session = "s" + random.nextInt(5);
      if (random.nextInt(3) < 2) {
        long id = accept(random.nextBoolean() ? owner : other, session, "" + step);
        accepted.computeIfAbsent(session, key -> new ArrayList<>()).add(id);
      } else {
        List<StoredIncoming> ready = ready();
        assertThat(ready).extracting(StoredIncoming::sessionKey).doesNotHaveDuplicates();
        if (!ready.isEmpty()) {
          StoredIncoming one = ready.get(random.nextInt(ready.size()));
          handled.computeIfAbsent(one.sessionKey(), key -> new ArrayList<>()).add(one.id());
          assertThat(finish(one)).isTrue();
        }
      }
    }
    for (List<StoredIncoming> next = ready(); !next.isEmpty(); next = ready()) {
      for (StoredIncoming one : next) {
        handled.computeIfAbsent(one.sessionKey(), key -> new ArrayList<>()).add(one.id());
        assertThat(finish(one)).isTrue();
      }
    }
    assertThat(handled).isEqualTo(accepted);
  }

  @Test
  void operatorsActOnAnyNode() {
    long first = accept(owner, "s", "1");
    long second = accept(owner, "s", "2");
    long third = accept(owner, "s", "3");

    assertThat(get(other.inbox().discard(first, "spam", NOW))).contains(WAITING);
    assertThat(ready()).extracting(StoredIncoming::id).containsExactly(second);
    get(owner.inbox().finish(second, epoch(), DEAD, 1, "no", NOW));
    assertThat(get(other.inbox().retry(second, NOW))).contains(new Retried(DEAD, true));
    assertThat(ready()).as("it comes after the one whose turn it is").hasSize(1);
    assertThat(handleAll()).containsExactly(third, second);
  }

  @Test
  void operatorOfAnotherNodeNeverLeavesASessionWithoutATurn() throws Exception {
    AtomicInteger handled = new AtomicInteger();
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      ids.add(accept(i % 2 == 0 ? owner : other, "s" + i % 3, "" + i));
    }
    Thread operator =
        new Thread(
            () -> {
              for (long id : ids) {
                if (id % 2 == 0) {
                  get(other.inbox().discard(id, "", NOW));
                }
              }
            });
    operator.start();
    while (operator.isAlive() || !ready().isEmpty()) {
      for (StoredIncoming one : ready()) {
        handled.addAndGet(finish(one) ? 1 : 0);
      }
    }
    operator.join();
    assertThat(owner.inbox().counts().get("sms")).doesNotContainKey(WAITING);
    assertThat(owner.inbox().counts().get("sms")).containsEntry(HANDLED, (long) handled.get());
  }

  @Test
  void closedEpochTakesNoOutcomesAndAcceptingGoesOn() {
    long old = epoch();
    long id = accept(owner, "s", "1");
    PostgresFixture.run(
        "UPDATE %s.node_fence SET open = false WHERE epoch = %d".formatted(config().schema(), old));

    assertThat(get(owner.inbox().finish(id, old, HANDLED, 0, "", NOW))).isFalse();
    assertThat(get(owner.inbox().postpone(id, old, 1, "", NOW))).isFalse();
    assertThat(accept(owner, "s", "2")).isGreaterThan(id);
    assertThat(epoch()).isGreaterThan(old);
    assertThat(owner.epoch().owned("sms")).isEqualTo(Partitions.NONE);
    assertThat(owner.inbox().find(id).orElseThrow().state()).isEqualTo(WAITING);
  }

  @Test
  void ownershipThatComesWhileAMessageIsBeingStoredDoesNotPutItFirst() throws Exception {
    long first = accept(other, "s", "1");
    owner.epoch().disown("sms", Partitions.ALL);
    List<Long> told = new ArrayList<>();
    owner.inbox().onReady(messages -> messages.forEach(message -> told.add(message.id())));
    CompletionStage<Acceptance> second;
    try (Connection holder = PostgresFixture.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute(
          "LOCK TABLE %s.incoming_content IN SHARE MODE".formatted(config().schema()));
      second = owner.inbox().accept(message("sms", "s", "2"));
      Await.until("the message is being stored", () -> isWaiting(owner));
      own(owner, "sms");
      holder.rollback();
    }
    long later = get(second).messageId();
    get(owner.inbox().postpone(-1, 0, 0, "", NOW)); // after what is told of the commit

    assertThat(told).as("handled before the first").isEmpty();
    assertThat(handleAll()).containsExactly(first, later);
  }

  private String samePartition(String session) {
    for (int i = 0; ; i++) {
      if (Partitions.of("x" + i, 0) == Partitions.of(session, 0)) {
        return "x" + i;
      }
    }
  }

  private void holdKey(Connection holder, String key) throws SQLException {
    try (Statement statement = holder.createStatement()) {
      statement.execute(
          ("INSERT INTO %s.request_key (user_name, operation, request_key, arguments_hash,"
                  + " created_at, ids) VALUES ('anna', 'CreateMessage', '%s', '', 0, '{1}')")
              .formatted(config().schema(), key));
    }
  }

  private boolean isWaiting(PgStore store) throws SQLException {
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND application_name = '%s'"
                        .formatted(
                            PgConnections.applicationName(
                                config().schema(), store.epoch().current())))) {
      return row.next();
    }
  }

  private static long accept(PgStore store, String session, String content) {
    return get(store.inbox().accept(message("sms", session, content))).messageId();
  }

  private List<StoredIncoming> ready() {
    return readyAt(NOW.plusSeconds(10));
  }

  private List<StoredIncoming> readyAt(Instant now) {
    return owner
        .inbox()
        .ready("sms", Partitions.ALL, now, id -> false, 1_000, Long.MAX_VALUE)
        .messages();
  }

  private boolean finish(StoredIncoming message) {
    return get(
        owner.inbox().finish(message.id(), message.epoch(), HANDLED, 0, "", NOW.plusSeconds(10)));
  }

  private List<Long> handle(List<StoredIncoming> messages) {
    return messages.stream().filter(this::finish).map(StoredIncoming::id).toList();
  }

  private List<Long> handleAll() {
    List<Long> handled = new ArrayList<>();
    for (List<StoredIncoming> next = ready(); !next.isEmpty(); next = ready()) {
      handled.addAll(handle(next));
    }
    return handled;
  }
}
