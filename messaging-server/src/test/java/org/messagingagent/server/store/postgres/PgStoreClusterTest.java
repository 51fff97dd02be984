package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStoreContract;
import org.messagingagent.server.store.InboxStore.Ready;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoredIncoming;

/** Two whole stores on one schema: what nodes take over from each other. */
@Timeout(60)
class PgStoreClusterTest implements ClusterStoreContract {

  private StoreConfig config;
  private PgStore a;
  private PgStore b;

  @BeforeEach
  void open() {
    config = PostgresFixture.freshSchema();
    a = PgStore.open(config, PgStoreFixture.LIMITS);
    b = PgStore.open(config, PgStoreFixture.LIMITS);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    PostgresFixture.drop(config);
  }

  @Override
  public ClusterStore cluster() {
    return a.cluster();
  }

  @Test
  void finishOfABuriedNodeIsRefusedAndAnotherHandlesTheMessage() throws Exception {
    long dead = a.cluster().join(ClusterStoreContract.info("a"), LEASE);
    b.cluster().join(ClusterStoreContract.info("b"), LEASE);
    assertThat(a.cluster().claim("sms", Partitions.ALL)).isEqualTo(Partitions.ALL);
    accept(b, "s", "first");
    accept(a, "s", "second");
    StoredIncoming taken = ready(a).get(0);
    assertThat(taken.content()).isEqualTo("first");
    expire(dead);
    assertThat(bury()).isTrue();
    assertThat(finish(a, taken)).isFalse();
    assertThat(b.cluster().claim("sms", Partitions.ALL)).isEqualTo(Partitions.ALL);
    StoredIncoming again = ready(b).get(0);
    assertThat(again.id()).isEqualTo(taken.id());
    assertThat(finish(b, again)).isTrue();
    assertThat(ready(b)).extracting(StoredIncoming::content).containsExactly("second");
  }

  @Test
  void buriedNodeComesBackUnderANewEpochWithNothing() throws Exception {
    long dead = a.cluster().join(ClusterStoreContract.info("a"), LEASE);
    b.cluster().join(ClusterStoreContract.info("b"), LEASE);
    a.cluster().claim("sms", Partitions.ALL);
    expire(dead);
    assertThat(bury()).isTrue();
    accept(a, "s", "still accepted");
    assertThat(a.cluster().beat(Set.of("sms"), LEASE).alive()).isFalse();
    long again = a.cluster().join(ClusterStoreContract.info("a"), LEASE);
    assertThat(again).isGreaterThan(dead);
    assertThat(a.epoch().owned("sms")).isEqualTo(Partitions.NONE);
    assertThat(a.cluster().beat(Set.of("sms"), LEASE).alive()).isTrue();
    a.cluster().claim("sms", Partitions.ALL);
    assertThat(ready(a)).extracting(StoredIncoming::content).containsExactly("still accepted");
  }

  @Test
  void releasedPartitionKeepsItsSessionInOrderForTheNextOwner() throws Exception {
    a.cluster().join(ClusterStoreContract.info("a"), LEASE);
    b.cluster().join(ClusterStoreContract.info("b"), LEASE);
    a.cluster().claim("sms", Partitions.ALL);
    for (int i = 0; i < 4; i++) {
      accept(i % 2 == 0 ? a : b, "s", "m" + i);
    }
    finish(a, ready(a).get(0));
    a.cluster().withdraw("sms", Partitions.ALL);
    accept(a, "s", "m4");
    a.cluster().release("sms", Partitions.ALL);
    b.cluster().claim("sms", Partitions.ALL);
    List<String> order = new ArrayList<>();
    for (List<StoredIncoming> next = ready(b); !next.isEmpty(); next = ready(b)) {
      assertThat(next).hasSize(1);
      order.add(next.get(0).content());
      assertThat(finish(b, next.get(0))).isTrue();
    }
    assertThat(order).containsExactly("m1", "m2", "m3", "m4");
  }

  private boolean bury() {
    return !b.cluster().buryExpired("gone").isEmpty();
  }

  private void expire(long epoch) {
    PostgresFixture.run(
        "UPDATE " + config.schema() + ".node SET expires_at = 1 WHERE epoch = " + epoch);
  }

  private static List<StoredIncoming> ready(PgStore store) {
    Ready found =
        store
            .inbox()
            .ready(
                "sms",
                store.epoch().owned("sms"),
                Instant.now().plusSeconds(60),
                id -> false,
                10,
                1 << 20);
    return found.messages();
  }

  private static boolean finish(PgStore store, StoredIncoming message) throws Exception {
    return store
        .inbox()
        .finish(message.id(), message.epoch(), MessageState.HANDLED, 0, "", Instant.now())
        .toCompletableFuture()
        .get();
  }

  private static void accept(PgStore store, String session, String content) throws Exception {
    store
        .inbox()
        .accept(
            new NewIncoming(
                "sms",
                "from",
                "to",
                content,
                "",
                session,
                "admin",
                Instant.now(),
                Optional.empty()))
        .toCompletableFuture()
        .get();
  }
}
