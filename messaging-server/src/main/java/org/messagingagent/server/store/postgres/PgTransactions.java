package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.ObjLongConsumer;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.store.engine.Readers;

/** Transactions beside those of the writer. Safe for use by many threads. */
final class PgTransactions implements TransactionStore {

  private final PgConnections connections;
  private final PgHostAccept accept;
  private final PgHostNews news;

  PgTransactions(PgConnections connections, Readers readers, PgHostNews news) {
    this.connections = connections;
    this.accept =
        new PgHostAccept(new PgHostConnections(readers, connections), connections.schema());
    this.news = news;
  }

  @Override
  public Acceptance accept(Connection connection, NewIncoming message) throws SQLException {
    return accept.accept(connection, message);
  }

  @Override
  public void onAccepted(ObjLongConsumer<String> listener) {
    news.onAccepted(listener);
  }

  @Override
  public Handlings handlings(String plugin, int atATime, Duration longest) {
    return new PgHandlings(connections, plugin, atATime, longest);
  }
}
