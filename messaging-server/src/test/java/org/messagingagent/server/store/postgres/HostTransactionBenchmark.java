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
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.support.Await;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.TransactionalHandler;

/**
 * What a message costs the host's transaction: one row of the host's alone, and with a message, by
 * several connections at a time; and what a handler costs that writes a row in the transaction of
 * its message, beside one that writes it in a transaction of its own. On a database that waits for
 * its disk. Run by hand.
 */
final class HostTransactionBenchmark {

  private static final long SECONDS = Long.getLong("benchmark.seconds", 4);
  private static final int MESSAGES = 10_000;

  private HostTransactionBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("host-transaction");
    try (OwnServer server = OwnServer.in(directory);
        PgStore store =
            PgStore.open(
                StoreConfig.postgres(server.url(), "postgres", ""), StoreLimits.DEFAULTS)) {
      server.execute("CREATE TABLE mine (id BIGINT)");
      handling(server, directory, new Plain(server.url()), "in a transaction of its own");
      handling(server, directory, new Transactional(), "in that of its message");
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

  private static void handling(
      OwnServer server, Path directory, CountingChannel channel, String where) throws Exception {
    StoreConfig config =
        StoreConfig.postgres(server.url(), "postgres", "")
            .withSchema("handling_" + channel.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    try (PgStore store = PgStore.open(config, StoreLimits.DEFAULTS)) {
      List<CompletionStage<?>> stages = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        stages.add(store.inbox().accept(message("sms", "", "x".repeat(200))));
        if (stages.size() == 1_000) {
          stages.forEach(Samples::get);
          stages.clear();
        }
      }
    }
    try (MessagingServer running =
        MessagingServer.builder()
            .dataDirectory(directory.resolve(config.schema()))
            .store(config)
            .plugin(new TestPlugin("sms", channel))
            .port(0)
            .start()) {
      long start = System.nanoTime();
      int before = channel.handled.get();
      Await.until("all are handled", () -> channel.handled.get() >= MESSAGES);
      System.out.printf(
          "a handler that writes a row %s: %d messages a second (%s)%n",
          where,
          (channel.handled.get() - before) * 1_000_000_000L / (System.nanoTime() - start),
          running.address());
    }
  }

  /** Counts what it handles. */
  private abstract static class CountingChannel implements Channel {
    final AtomicInteger handled = new AtomicInteger();

    HandleOutcome write(Connection connection, IncomingMessage message) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO public.mine VALUES (?)")) {
        insert.setLong(1, message.messageId());
        insert.executeUpdate();
      }
      handled.incrementAndGet();
      return HandleOutcome.handled();
    }
  }

  private static final class Transactional extends CountingChannel implements TransactionalHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message, Connection connection)
        throws SQLException {
      return write(connection, message);
    }
  }

  /** With a connection for each of its threads. */
  private static final class Plain extends CountingChannel implements IncomingHandler {
    private final ThreadLocal<Connection> connections;

    Plain(String url) {
      connections =
          ThreadLocal.withInitial(
              () -> {
                try {
                  return DriverManager.getConnection(url, "postgres", "");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) throws SQLException {
      return write(connections.get(), message);
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
