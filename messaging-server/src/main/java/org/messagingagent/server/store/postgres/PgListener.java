package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingagent.server.store.Partitions;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other nodes tell. Where its connection breaks it connects again, and then says that
 * there may be news of everything, for some may have been missed.
 */
final class PgListener implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PgListener.class);
  private static final int LISTEN_MILLIS = 5_000;

  /** A connection that is lent is not broken off at a stop, so the wait for news must be short. */
  private static final int LISTEN_LENT_MILLIS = 500;

  private static final int CHECK_MILLIS = 30_000;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long CLOSE_MILLIS = 2_000;

  private final PgConnections connections;
  private final PgEpoch epoch;
  private final PgHostNews hostNews;
  private final Thread thread;
  private volatile Consumer<String> elsewhere = plugin -> {};
  private volatile Runnable clusterChange = () -> {};
  private volatile boolean closed;
  private volatile boolean listening;
  private volatile Optional<Connection> open = Optional.empty();

  PgListener(PgConnections connections, PgEpoch epoch, PgHostNews hostNews) {
    this.connections = connections;
    this.epoch = epoch;
    this.hostNews = hostNews;
    thread = new Thread(this::run, "messaging-store-listen");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void onElsewhere(Consumer<String> listener) {
    elsewhere = listener;
  }

  void onClusterChange(Runnable listener) {
    clusterChange = listener;
  }

  /** Whether news are heard at this moment. */
  boolean isListening() {
    return listening;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (!connections.lent()) {
      open.ifPresent(PgListener::abort); // an interrupt does not end the wait for news
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    boolean again = false;
    while (!closed) {
      try (Connection connection = connections.openForNews("listen")) {
        PgConnections.execute(connection, "LISTEN " + PgNews.channel(connections.schema()));
        pause = FIRST_PAUSE_MILLIS;
        open = Optional.of(connection);
        listening = true;
        if (again) {
          epoch.plugins().forEach(this::tell);
          run(clusterChange);
        }
        hostNews.look(connection);
        again = true;
        listen(connection);
      } catch (SQLException e) {
        if (!closed) {
          log.debug("News of other nodes are not heard; connecting again", e);
        }
      } finally {
        listening = false;
        open = Optional.empty();
      }
      pause = rest(pause);
    }
  }

  private void listen(Connection connection) throws SQLException {
    PGConnection listening = connection.unwrap(PGConnection.class);
    int millis = connections.lent() ? LISTEN_LENT_MILLIS : LISTEN_MILLIS;
    int quiet = 0;
    while (!closed) {
      PGNotification[] heard = listening.getNotifications(hostNews.lookAfter(millis));
      if (heard != null && heard.length > 0) {
        quiet = 0;
        for (PGNotification each : heard) {
          PgNews.of(each.getParameter()).ifPresent(this::hear);
        }
      } else if (++quiet == CHECK_MILLIS / millis) {
        quiet = 0;
        PgConnections.execute(connection, "SELECT 1"); // else a dead network is never noticed
      }
    }
  }

  private void hear(PgNews news) {
    if (news instanceof PgNews.Wake wake) {
      Partitions owned = epoch.owned(wake.plugin());
      if (!owned.and(wake.partitions()).isEmpty()) {
        tell(wake.plugin());
      }
    } else if (news instanceof PgNews.HostCommitted) {
      hostNews.heard();
    } else {
      run(clusterChange);
    }
  }

  private void tell(String plugin) {
    run(() -> elsewhere.accept(plugin));
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("A connection could not be closed", e);
    }
  }

  private static void run(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      log.error("A listener for news of other nodes failed", e);
    }
  }

  private long rest(long pause) {
    if (closed) {
      return pause;
    }
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      return pause; // closed
    }
    return Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }
}
