package org.messagingagent.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.admin.Administration.Changed;
import org.messagingagent.server.admin.Administration.MatchQuery;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.StoreAdministration.Dispatch;
import org.messagingagent.server.admin.StoreAdministration.Hooks;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.postgres.PgStore;
import org.messagingagent.server.store.postgres.PostgresFixture;

/** An operator on one node, and messages that are another node's to handle. */
@Timeout(60)
class DiscardElsewhereTest {

  private static final long OTHER = 4711;

  private final StoreConfig config = PostgresFixture.freshSchema();
  private Store store;
  private Administration administration;
  private long first;
  private long second;

  @BeforeEach
  void open() {
    store = PgStore.open(config, StoreLimits.DEFAULTS);
    administration =
        new StoreAdministration(
            store,
            new Hooks(
                password -> password,
                new ListedPlugins(List.of(), name -> "", List.of()),
                Dispatch.NONE,
                user -> {},
                user -> {},
                Activity.NONE),
            Clock.systemUTC(),
            Actor.OFFLINE);
    first = accept();
    second = accept();
    PostgresFixture.addNode(config, OTHER, "b", 0);
    PostgresFixture.run(
        ("INSERT INTO %s.partition_owner (plugin, partition_no, epoch)"
                + " SELECT 'sms', p, %d FROM generate_series(0, 63) AS p")
            .formatted(config.schema(), OTHER));
  }

  @AfterEach
  void close() {
    store.close();
    PostgresFixture.drop(config);
  }

  @Test
  void messageThatAnotherNodeMayBeHandlingIsNotDiscardedAndTheNodeIsNamed() {
    assertThatThrownBy(() -> administration.discard(first, "test"))
        .isInstanceOfSatisfying(
            AdministrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
        .hasMessageContaining("Message %d is with node 'b' (http://b:8087)".formatted(first))
        .hasMessageContaining("--server");

    assertThat(administration.incoming(first).message().state()).isEqualTo("waiting");
  }

  @Test
  void ofManyThoseAreLeftAndTold() {
    PostgresFixture.run(
        "UPDATE %s.incoming_message SET state = 2, due_at = NULL WHERE id = %d"
            .formatted(config.schema(), second));

    Changed waiting = administration.discard(matching("waiting"), 0, Long.MAX_VALUE, "test");
    Changed dead = administration.discard(matching("dead"), 0, Long.MAX_VALUE, "test");

    assertThat(waiting.changed()).isZero();
    assertThat(waiting.problems()).singleElement().asString().contains("is with node 'b'");
    assertThat(dead.changed()).isOne();
    assertThat(dead.refused()).isZero();
  }

  @Test
  void messageOfANodeThatIsGoneIsDiscarded() {
    PostgresFixture.run("DELETE FROM %s.node".formatted(config.schema()));

    assertThat(administration.discard(first, "test")).isEqualTo("waiting");
  }

  private static MatchQuery matching(String state) {
    return new MatchQuery(
        Optional.of("sms"),
        Optional.of(state),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private long accept() {
    return Samples.get(store.inbox().accept(Samples.message("sms", "", "text"))).messageId();
  }
}
