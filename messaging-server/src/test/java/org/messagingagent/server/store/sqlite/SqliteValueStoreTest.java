package org.messagingagent.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;
import org.messagingagent.server.store.ValueStoreContract;

final class SqliteValueStoreTest extends SqliteStoreFixture implements ValueStoreContract {

  @Test
  void valuesAndTheirNumberAreThereAfterAReopen() {
    for (int i = 0; i < MAX_ENTRIES; i++) {
      assertThat(put("sms", "k" + i, "v" + i)).isEqualTo(PutResult.WRITTEN);
    }
    remove("sms", "k0", new Condition.Always());
    reopen();

    assertThat(values().get("sms", "k1", NOW)).contains("v1");
    assertThat(put("sms", "new", "")).isEqualTo(PutResult.WRITTEN);
    assertThat(put("sms", "one too many", "")).isEqualTo(PutResult.FULL);
  }

  @Test
  void numberIsExactWhereANeighbourMadeTheCommitFail() {
    for (int round = 0; round < 20; round++) {
      List<CompletionStage<PutResult>> stages = new ArrayList<>();
      CompletionStage<?> broken = null;
      for (int i = 0; i < MAX_ENTRIES; i++) {
        stages.add(
            values().put("sms", "k" + i, "v", Optional.empty(), new Condition.Always(), NOW));
        if (i == MAX_ENTRIES / 2) {
          broken = store().outbox().settle(settlementOfNoMessage());
        }
      }
      assertThat(Samples.failureOf(broken)).hasMessageContaining("no outgoing message");
      assertThat(stages).allMatch(stage -> get(stage) == PutResult.WRITTEN);

      assertThat(put("sms", "one too many", "")).isEqualTo(PutResult.FULL);
      for (int i = 0; i < MAX_ENTRIES; i++) {
        assertThat(remove("sms", "k" + i, new Condition.Always())).isTrue();
      }
    }
  }

  @Test
  void valuesAreNoMessages() {
    put("sms", "k", "v");
    assertThat(store().inbox().counts()).isEmpty();
    assertThat(store().outbox().counts()).isEmpty();
    assertThat(store().inbox().pluginsWithWaiting()).isEmpty();
  }

  private static Settlement settlementOfNoMessage() {
    return new Settlement(9_999, OutgoingState.SETTLED, 1, List.of(), "", "", 1, NOW);
  }
}
