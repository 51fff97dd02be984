package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.QueueRows;
import org.messagingagent.server.store.engine.Readers;
import org.messagingagent.server.store.engine.SqlInboxStore;

/** The inbox in PostgreSQL. */
final class PgInboxStore extends SqlInboxStore {

  /** The one whose turn it is; where nobody decided yet, the one that will have it. */
  static final String TURN =
      "SELECT id FROM (SELECT 0 AS n, h.id FROM incoming_message h WHERE h.plugin = ?"
          + " AND h.session_key = ? AND h.state = 0 AND h.due_at IS NOT NULL AND NOT h.undecided"
          + " UNION ALL (SELECT 1, u.id FROM incoming_message u WHERE u.plugin = ?"
          + " AND u.session_key = ? AND u.state = 0 AND u.undecided ORDER BY u.id LIMIT 1)) t"
          + " ORDER BY n, id LIMIT 1";

  private final Readers readers;
  private final PgWriter writer;
  private final PgListener news;
  private final PgReady ready;

  PgInboxStore(
      Readers readers, GroupCommit commits, PgWriter writer, PgListener news, PgEpoch epoch) {
    super(readers, commits, PgDialect.INSTANCE, () -> readers.read(PgCounts::all));
    this.readers = readers;
    this.writer = writer;
    this.news = news;
    ready = new PgReady(readers, commits, epoch);
  }

  @Override
  public void onReady(Consumer<List<StoredIncoming>> listener) {
    writer.onReady(listener);
  }

  @Override
  public void onElsewhere(Consumer<String> listener) {
    news.onElsewhere(listener);
  }

  /** What other nodes accept is told; this is for what was not heard. */
  @Override
  public Duration pollInterval() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Ready ready(
      String plugin,
      Partitions partitions,
      Instant now,
      LongPredicate excluded,
      int maxMessages,
      long maxBytes) {
    return ready.ready(plugin, partitions, now, excluded, maxMessages, maxBytes);
  }

  @Override
  public Optional<Instant> oldestDue(String plugin) {
    return readers.read(
        statements -> QueueRows.oldestDue(QueueRows.OLDEST_BY_PARTITION, plugin, statements));
  }

  @Override
  public OptionalLong turnOf(String plugin, String sessionKey) {
    return readers.read(
        statements -> {
          PreparedStatement turn = statements.prepare(TURN);
          turn.setString(1, plugin);
          turn.setString(2, PgText.stored(sessionKey));
          turn.setString(3, plugin);
          turn.setString(4, PgText.stored(sessionKey));
          try (ResultSet row = turn.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
          }
        });
  }
}
