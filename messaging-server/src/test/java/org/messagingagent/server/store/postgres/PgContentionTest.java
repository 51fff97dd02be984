package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.MessageState.WAITING;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.key;
import static org.messagingagent.server.store.Samples.message;
import static org.messagingagent.server.store.Samples.submitted;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.InboxStore.Acceptance;

/** Two writers that stand in each other's way. */
@Timeout(120)
final class PgContentionTest extends PgStoreFixture {

  private PgStore other;

  @BeforeEach
  void openOther() {
    other = PgStore.open(config(), LIMITS);
  }

  @AfterEach
  void closeOther() {
    other.close();
  }

  @Test
  void sameRequestsOnTwoNodesAreStoredOnceEach() {
    List<List<Acceptance>> answers = onBoth(300, this::withKey);

    for (int i = 0; i < 300; i++) {
      Acceptance here = answers.get(0).get(i);
      Acceptance there = answers.get(1).get(i);
      assertThat(here.messageId()).isEqualTo(there.messageId()).isPositive();
      assertThat(List.of(here.kind(), there.kind()))
          .containsExactlyInAnyOrder(Acceptance.Kind.STORED, Acceptance.Kind.REPEATED);
    }
    assertThat(store().inbox().counts().get("sms")).containsEntry(WAITING, 300L);
  }

  @Test
  void sameGatewayIdsOnTwoNodesAreStoredOnceEach() {
    List<List<Acceptance>> answers =
        onBoth(
            300,
            (store, i) ->
                store.inbox().accept(submitted("sms", Optional.of("g" + i), "sms", "s", "x")));

    for (int i = 0; i < 300; i++) {
      assertThat(answers.get(0).get(i).messageId())
          .isEqualTo(answers.get(1).get(i).messageId())
          .isPositive();
    }
    assertThat(store().inbox().counts().get("sms")).containsEntry(WAITING, 300L);
  }

  @Test
  void batchesInOppositeOrdersLoseNothing() {
    // Keys are taken in their order, but what is asked for row by row is not.
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.add(get(store().inbox().accept(message("sms", "s" + i % 4, "x"))).messageId());
    }
    List<CompletionStage<?>> stages = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      stages.add(store().inbox().discard(ids.get(i), "", java.time.Instant.EPOCH));
      stages.add(other.inbox().discard(ids.get(ids.size() - 1 - i), "", java.time.Instant.EPOCH));
    }
    stages.forEach(org.messagingagent.server.store.Samples::get);
    assertThat(store().inbox().counts().get("sms")).doesNotContainKey(WAITING);
    assertThat(store().inbox().counts().get("sms").values()).containsExactly(40L);
  }

  private CompletionStage<Acceptance> withKey(PgStore store, int i) {
    return store.inbox().accept(message("sms", "s", "x", Optional.of(key("k" + i, i))));
  }

  /** Hands in on each of a node, in an order of its own. */
  private interface HandIn {
    CompletionStage<Acceptance> to(PgStore store, int number);
  }

  private List<List<Acceptance>> onBoth(int messages, HandIn handIn) {
    List<List<CompletionStage<Acceptance>>> stages = new ArrayList<>();
    for (int node = 0; node < 2; node++) {
      stages.add(new ArrayList<>(Collections.nCopies(messages, null)));
    }
    List<Integer> forwards = new ArrayList<>(IntStream.range(0, messages).boxed().toList());
    List<Integer> shuffled = new ArrayList<>(forwards);
    Collections.shuffle(shuffled, new Random(3));
    for (int i = 0; i < messages; i++) {
      stages.get(0).set(forwards.get(i), handIn.to(store(), forwards.get(i)));
      stages.get(1).set(shuffled.get(i), handIn.to(other, shuffled.get(i)));
    }
    return stages.stream()
        .map(each -> each.stream().map(org.messagingagent.server.store.Samples::get).toList())
        .toList();
  }
}
