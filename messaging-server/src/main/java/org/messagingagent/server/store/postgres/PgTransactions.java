package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.store.engine.Readers;

/** Transactions beside those of the writer. Safe for use by many threads. */
final class PgTransactions implements TransactionStore, AutoCloseable {

  private final PgConnections connections;
  private final PgHostAccept accept;
  private final PgHostNews news;
  private final Set<PgHandlings> open = ConcurrentHashMap.newKeySet();

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
    PgHandlings handlings = new PgHandlings(connections, plugin, atATime, longest, open::remove);
    open.add(handlings);
    return handlings;
  }

  /** Closes what who was given it left open. */
  @Override
  public void close() {
    open.forEach(PgHandlings::close);
  }
}
