package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.message;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.StoredIncoming;

/** Partitions come to this node and go while it stores messages of their sessions. */
@Timeout(120)
class PgClaimTest extends PgStoreFixture {

  private static final int ROUNDS = 200;
  private static final int SESSIONS = 20;

  private final Queue<Long> announced = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  @Test
  void messageWhoseTurnIsNotDecidedIsNeverAnnouncedAndNoneOvertakesAnother() throws Exception {
    store()
        .inbox()
        .onReady(messages -> messages.stream().map(StoredIncoming::id).forEach(announced::add));
    Thread cluster = new Thread(this::comeAndGo, "claims");
    cluster.start();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        acceptOneOfEachSession(round);
        acceptOneOfEachSession(round);
      }
    } finally {
      over = true;
      cluster.join();
    }

    assertThat(announced).isNotEmpty();
    assertThat(ids("SELECT id FROM %s.incoming_message WHERE undecided"))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(announced);
    assertThat(
            ids(
                "SELECT h.id FROM %1$s.incoming_message h JOIN %1$s.incoming_message earlier"
                    + " ON earlier.session_key = h.session_key AND earlier.id < h.id"
                    + " WHERE h.due_at IS NOT NULL AND NOT h.undecided"))
        .as("those whose turn it is before an earlier one")
        .isEmpty();
  }

  private void acceptOneOfEachSession(int round) {
    List<CompletionStage<Acceptance>> batch = new ArrayList<>();
    for (int session = 0; session < SESSIONS; session++) {
      batch.add(store().inbox().accept(message("sms", "s" + session + "-" + round, "")));
    }
    batch.forEach(Samples::get);
  }

  private void comeAndGo() {
    while (!over) {
      own(store(), "sms");
      store().epoch().disown("sms", Partitions.ALL);
    }
  }

  private List<Long> ids(String sql) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.formatted(config().schema()))) {
      while (row.next()) {
        ids.add(row.getLong(1));
      }
    }
    return ids;
  }
}
