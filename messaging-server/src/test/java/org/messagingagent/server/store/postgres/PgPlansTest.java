package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.Partitions;

/** How the database answers: by indexes that hold nothing else, also when nobody analysed. */
final class PgPlansTest extends PgStoreFixture {

  private static final int WAITING = 20_000;

  @Test
  void readyLooksAtAsMuchWithManyWaitingAsWithFew() {
    fill(200);
    long few = buffersOfReady();
    fill(WAITING);
    long many = buffersOfReady();

    assertThat(planOfReady()).contains("incoming_due").doesNotContain("Seq Scan");
    assertThat(many).as("blocks looked at, with few %d", few).isLessThan(4 * few);
  }

  @Test
  void textsAreFoundByTheIdsOfTheirMessages() {
    fill(WAITING);
    String plan =
        explain(
            PgRows.WAITING,
            statement -> {
              statement.setObject(1, new long[] {1, 2});
              statement.setLong(2, Long.MAX_VALUE);
              statement.setLong(3, Long.MAX_VALUE);
            });
    assertThat(plan).contains("incoming_message_pkey", "incoming_content_pkey");
    assertThat(plan).doesNotContain("Seq Scan").doesNotContain("Hash Join");
  }

  @Test
  void turnIsFoundByIndexesOfTurns() {
    fill(WAITING);
    String plan =
        explain(
            PgInboxStore.TURN,
            statement -> {
              for (int i = 1; i <= 4; i++) {
                statement.setString(i, i % 2 == 1 ? "sms" : "s");
              }
            });
    assertThat(plan).contains("incoming_turn", "incoming_undecided").doesNotContain("Seq Scan");
  }

  /** Sets the parameters of a statement. */
  private interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private void fill(int messages) {
    PostgresFixture.run(
        "SET search_path TO " + config().schema(),
        "TRUNCATE incoming_message, incoming_content",
        ("INSERT INTO incoming_message (id, plugin, partition_no, state, due_at, undecided,"
                + " failures, reason, user_name, received_at)"
                + " SELECT n, 'sms', n %% 64, 0, n, false, 0, '', 'anna', n"
                + " FROM generate_series(1, %d) AS n")
            .formatted(messages),
        "INSERT INTO incoming_content SELECT n, '', '', '', '' FROM generate_series(1, %d) AS n"
            .formatted(messages));
  }

  private String planOfReady() {
    return explain(PgReady.CANDIDATES, PgPlansTest::bindReady);
  }

  private long buffersOfReady() {
    String plan =
        store()
            .pool()
            .read(
                statements -> {
                  PreparedStatement explain =
                      statements.prepare(
                          "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) "
                              + PgReady.CANDIDATES);
                  bindReady(explain);
                  return text(explain);
                });
    return plan.lines()
        .filter(line -> line.contains("Buffers: shared"))
        .findFirst()
        .map(line -> line.replaceAll(".*hit=(\\d+).*", "$1"))
        .map(Long::parseLong)
        .orElseThrow();
  }

  private static void bindReady(PreparedStatement statement) throws SQLException {
    statement.setLong(1, Long.MAX_VALUE);
    statement.setObject(2, Partitions.ALL.numbers());
    statement.setString(3, "sms");
    statement.setInt(4, 3);
  }

  private String explain(String sql, Binder binder) {
    return store()
        .pool()
        .read(
            statements -> {
              PreparedStatement explain = statements.prepare("EXPLAIN (COSTS OFF) " + sql);
              binder.bind(explain);
              return text(explain);
            });
  }

  private static String text(PreparedStatement explain) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (ResultSet row = explain.executeQuery()) {
      while (row.next()) {
        plan.append(row.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }
}
