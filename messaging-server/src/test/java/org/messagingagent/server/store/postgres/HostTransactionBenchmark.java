package org.messagingagent.server.store.postgres;

import static org.messagingagent.server.store.Samples.message;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TransactionStore;

/**
 * What a message costs the host's transaction: one row of the host's alone, and with a message, by
 * several connections at a time, on a database that waits for its disk. Run by hand.
 */
final class HostTransactionBenchmark {

  private static final long SECONDS = Long.getLong("benchmark.seconds", 4);

  private HostTransactionBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("host-transaction");
    try (OwnServer server = OwnServer.in(directory);
        PgStore store =
            PgStore.open(
                StoreConfig.postgres(server.url(), "postgres", ""), StoreLimits.DEFAULTS)) {
      server.execute("CREATE TABLE mine (id BIGINT)");
      for (int connections : List.of(1, 4, 16)) {
        for (boolean withMessage : List.of(false, true, false, true)) {
          System.out.printf(
              "%d connections, %s: %d transactions a second%n",
              connections,
              withMessage ? "a row and a message" : "a row",
              run(server.url(), connections, withMessage, store.transactions().orElseThrow()));
        }
      }
    }
  }

  private static long run(String url, int connections, boolean withMessage, TransactionStore store)
      throws InterruptedException {
    AtomicLong done = new AtomicLong();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Thread thread = new Thread(() -> work(url, withMessage, store, end, done));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return done.get() / SECONDS;
  }

  private static void work(
      String url, boolean withMessage, TransactionStore store, long end, AtomicLong done) {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO mine VALUES (?)")) {
        while (System.nanoTime() - end < 0) {
          insert.setLong(1, done.get());
          insert.executeUpdate();
          if (withMessage) {
            store.accept(connection, message("sms", "", "x".repeat(200)));
          }
          connection.commit();
          done.incrementAndGet();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
