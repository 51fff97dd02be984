package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.MessageState.HANDLED;
import static org.messagingagent.server.store.MessageState.WAITING;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.failureOf;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.CommitUnknownException;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.postgres.CuttingProxy.Cut;

/** The connection breaks in a commit: what happened is found out, and nothing happens twice. */
@Timeout(120)
final class PgLostAnswerTest {

  private static final IncomingFilter ANY =
      new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty());

  private StoreConfig config;
  private CuttingProxy proxy;
  private PgStore store;

  @BeforeEach
  void open() throws Exception {
    StoreConfig direct = PostgresFixture.freshSchema();
    URI server = URI.create(direct.url().orElseThrow().substring("jdbc:".length()));
    proxy = new CuttingProxy(server.getHost(), server.getPort());
    // Without prepared statements the word COMMIT is in each commit, where the proxy sees it.
    config =
        StoreConfig.postgres(
                "jdbc:postgresql://localhost:%d%s?prepareThreshold=0"
                    .formatted(proxy.port(), server.getPath()),
                direct.user(),
                direct.password())
            .withSchema(direct.schema());
    store = PgStore.open(config, PgStoreFixture.LIMITS);
    PgStoreFixture.own(store, "sms");
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    proxy.close();
    PostgresFixture.drop(config);
  }

  @Test
  void commitThatHappenedIsAnsweredAndNotRepeated() {
    proxy.cutNextCommit(Cut.BEFORE_THE_ANSWER);
    assertStoredOnce(acceptSome());
  }

  @Test
  void commitThatDidNotHappenIsRepeated() {
    proxy.cutNextCommit(Cut.BEFORE_THE_COMMIT);
    assertStoredOnce(acceptSome());
  }

  @Test
  void outcomeIsRecordedOnceWhicheverWayTheConnectionBreaks() {
    for (Cut cut : List.of(Cut.BEFORE_THE_ANSWER, Cut.BEFORE_THE_COMMIT)) {
      long id = get(store.inbox().accept(message("sms", "s", "x"))).messageId();
      proxy.cutNextCommit(cut);
      long epoch = store.epoch().current();
      assertThat(get(store.inbox().finish(id, epoch, HANDLED, 0, "", NOW))).as(cut + "").isTrue();
      assertThat(store.epoch().current()).isEqualTo(epoch);
    }
    assertThat(proxy.cuts()).isEqualTo(2);
    assertThat(store.inbox().counts().get("sms")).isEqualTo(Map.of(HANDLED, 2L));
  }

  @Test
  void connectionThatEndsBetweenCommitsIsOpenedAnew() {
    get(store.inbox().accept(message("sms", "", "1")));
    PostgresFixture.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"
            + PgConnections.applicationName(config.schema(), store.epoch().current())
            + "'");
    get(store.inbox().accept(message("sms", "", "2")));
    assertThat(store.inbox().counts().get("sms")).isEqualTo(Map.of(WAITING, 2L));
  }

  @Test
  void commitOfWhichNoAnswerCanBeHadIsNotSaidToHaveFailed() {
    NewIncoming keyed = message("sms", "", "x", Optional.of(Samples.key("k", 1)));
    proxy.cutNextCommit(Cut.BEFORE_THE_ANSWER);
    proxy.refuse(true);

    assertThat(failureOf(store.inbox().accept(keyed))).isInstanceOf(CommitUnknownException.class);

    proxy.refuse(false);
    assertThat(get(store.inbox().accept(keyed)).kind()).isEqualTo(Acceptance.Kind.REPEATED);
  }

  @Test
  void databaseThatIsAwayFailsWritesUntilItIsBack() {
    get(store.inbox().accept(message("sms", "", "1")));
    proxy.refuse(true);
    proxy.cutNextCommit(Cut.BEFORE_THE_COMMIT);
    PostgresFixture.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"
            + PgConnections.applicationName(config.schema(), store.epoch().current())
            + "'");

    assertThat(failureOf(store.inbox().accept(message("sms", "", "2"))))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be reached; check that it runs");
    assertThat(store.problem()).isPresent();

    proxy.refuse(false);
    proxy.cutNextCommit(Cut.NOWHERE);
    get(store.inbox().accept(message("sms", "", "3")));
    assertThat(store.problem()).isEmpty();
  }

  private List<CompletionStage<Acceptance>> acceptSome() {
    List<CompletionStage<Acceptance>> stages = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      stages.add(store.inbox().accept(message("sms", "s" + i % 5, "m" + i)));
    }
    return stages;
  }

  private void assertStoredOnce(List<CompletionStage<Acceptance>> stages) {
    List<Acceptance> answers = stages.stream().map(Samples::get).toList();
    assertThat(proxy.cuts()).isEqualTo(1);
    assertThat(answers).extracting(Acceptance::kind).containsOnly(Acceptance.Kind.STORED);
    assertThat(store.inbox().list(ANY, Long.MAX_VALUE, 1_000))
        .extracting(IncomingRecord::id)
        .containsExactlyInAnyOrderElementsOf(answers.stream().map(Acceptance::messageId).toList());
    assertThat(store.inbox().counts().get("sms")).isEqualTo(Map.of(WAITING, 50L));
  }
}
