package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.messagingagent.server.store.Partitions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other nodes what concerns them, from a thread and a connection of its own, so that no
 * commit waits for it. What gathers meanwhile is told at once. News may be lost with a connection:
 * nodes look by themselves, too, only later. Safe for use by many threads.
 */
final class PgNotifier implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PgNotifier.class);
  private static final String NOTIFY = "SELECT pg_notify(?, line) FROM unnest(?::text[]) AS line";
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long CLOSE_MILLIS = 2_000;

  private final PgConnections connections;
  private final Thread thread;
  private final Map<String, Partitions> wakes = new HashMap<>();
  private boolean clusterChanged;
  private boolean closed;
  private Connection connection;

  PgNotifier(PgConnections connections) {
    this.connections = connections;
    thread = new Thread(this::run, "messaging-store-notify");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Messages of these partitions became ready, by plugin. */
  synchronized void wake(Map<String, Partitions> partitions) {
    partitions.forEach((plugin, some) -> wakes.merge(plugin, some, Partitions::plus));
    notifyAll();
  }

  /** This node came, went, or gave up something. */
  synchronized void clusterChanged() {
    clusterChanged = true;
    notifyAll();
  }

  /** Tells what there is to tell, then ends; does not wait long. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (List<String> news = next(); !news.isEmpty(); news = next()) {
        tell(news);
        LockSupport.parkNanos(APART_NANOS);
      }
    } catch (InterruptedException e) {
      log.debug("Interrupted", e);
    } finally {
      disconnect();
    }
  }

  /** Waits for news; none where this is closed. */
  private synchronized List<String> next() throws InterruptedException {
    while (wakes.isEmpty() && !clusterChanged && !closed) {
      wait();
    }
    List<String> news = new ArrayList<>();
    wakes.forEach((plugin, partitions) -> news.add(new PgNews.Wake(plugin, partitions).line()));
    if (clusterChanged) {
      news.add(new PgNews.ClusterChanged().line());
    }
    wakes.clear();
    clusterChanged = false;
    return news;
  }

  private void tell(List<String> news) {
    try {
      if (connection == null) {
        connection = connections.openForNews("notify");
      }
      try (PreparedStatement statement = connection.prepareStatement(NOTIFY)) {
        statement.setString(1, PgNews.channel(connections.schema()));
        statement.setObject(2, news.toArray(String[]::new));
        statement.execute();
      }
    } catch (SQLException e) {
      log.debug("Other nodes could not be told; they look by themselves", e);
      disconnect();
    }
  }

  private void disconnect() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("A connection could not be closed", e);
    }
    connection = null;
  }
}
