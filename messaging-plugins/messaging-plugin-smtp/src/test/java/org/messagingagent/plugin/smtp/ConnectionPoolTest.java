package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.smtp.FakeMailServer.Say;
import org.messagingagent.plugin.smtp.FakeMailServer.Silence;
import org.messagingagent.plugin.testkit.TestClock;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

@Timeout(60)
class ConnectionPoolTest {

  @TempDir Path directory;

  private final FakeMailServer server = FakeMailServer.start();
  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @AfterEach
  void stop() {
    server.close();
  }

  private Opened open(String... more) throws Exception {
    Map<String, String> settings = server.settings();
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    TestPluginContext context =
        TestPluginContext.of(new SmtpPlugin(), directory).withSettings(settings).withClock(clock);
    return new Opened(context, (SmtpChannel) context.open());
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as(what).isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void mailsShareAConnectionUpToItsNumber() throws Exception {
    try (Opened plugin = open("connection-mails", "3")) {
      for (int i = 1; i <= 7; i++) {
        assertThat(plugin.send(i, "Hello").kind()).isEqualTo(Kind.SENT);
      }
      assertThat(server.connectionsSoFar()).isEqualTo(3);
      assertThat(plugin.context().metrics().count("connections.opened")).isEqualTo(3);
      assertThat(plugin.context().metrics().value("connections.idle")).isEqualTo(1);
    }
    await("goodbye", () -> server.commands().stream().filter("QUIT"::equals).count() == 3);
  }

  @Test
  void thereAreNeverMoreConnectionsThanAllowed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try (Opened plugin = open("connections", "3")) {
      List<Future<SendOutcome>> sends = new ArrayList<>();
      for (int i = 1; i <= 60; i++) {
        int number = i;
        sends.add(threads.submit(() -> plugin.send(number, "Hello")));
      }
      for (Future<SendOutcome> send : sends) {
        assertThat(send.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.SENT);
      }
      assertThat(server.connectionsSoFar()).isLessThanOrEqualTo(3);
      assertThat(server.mails()).hasSize(60);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoWaitsForAConnectionDoesNotWaitForEver() throws Exception {
    server.next("END", new Silence());
    try (Opened plugin = open("connections", "1", "send-timeout", "1s", "connect-timeout", "1s")) {
      CompletableFuture<SendOutcome> first = new CompletableFuture<>();
      Thread thread = new Thread(() -> first.complete(plugin.send(1, "Hello")));
      thread.start();
      server.await("DATA");
      SendOutcome second = plugin.send(2, "Hello");
      assertThat(second.kind()).isIn(Kind.RETRY, Kind.SENT);
      assertThat(first.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.UNKNOWN);
    }
  }

  @Test
  void aConnectionThatTheServerEndedIsNoticedAndTheMailGoesByAnother() throws Exception {
    try (Opened plugin = open()) {
      for (int i = 1; i <= 20; i++) {
        assertThat(plugin.send(i, "Hello").kind()).isEqualTo(Kind.SENT);
        server.dropConnections();
        await("the connections have ended", () -> server.openConnections() == 0);
      }
      assertThat(server.mails()).hasSize(20);
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.UP);
    }
  }

  @Test
  void aServerThatSaysThatAConnectionWasIdleForTooLongGetsTheMailByAnother() throws Exception {
    try (Opened plugin = open()) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
      server.next("MAIL", new Say("421 4.4.2 idle for too long"));
      assertThat(plugin.send(2, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(server.connectionsSoFar()).isEqualTo(2);
    }
  }

  @Test
  void aConnectionThatWasUnusedForAWhileIsAskedFirst() throws Exception {
    try (Opened plugin = open();
        Watch watch = new Watch("smtp");
        ConnectionPool pool = pool(plugin, watch)) {
      use(pool);
      use(pool);
      assertThat(server.commands()).contains("NOOP");
      assertThat(server.connectionsSoFar()).isEqualTo(1);
      server.dropConnections();
      use(pool);
      assertThat(server.connectionsSoFar()).isEqualTo(2);
      assertThat(plugin.context().metrics().count("connections.stale")).isEqualTo(1);
    }
  }

  /** One that asks each connection before it is used. */
  private static ConnectionPool pool(Opened plugin, Watch watch) {
    MailHost host = MailHost.smtp(plugin.context().settings(), Tls.of(plugin.context().settings()));
    return new ConnectionPool(
        new ConnectionPool.Limits(2, 10, Duration.ofMinutes(1), Duration.ZERO),
        deadline -> SmtpConnection.open(host, Optional.empty(), Optional.empty(), watch, deadline),
        watch,
        new Standing(host),
        plugin.context().metrics());
  }

  private static void use(ConnectionPool pool) throws Exception {
    try (ConnectionPool.Lease lease = pool.borrow(Deadline.in(Duration.ofSeconds(20)), false)) {
      lease.keep();
    }
  }

  @Test
  void idleConnectionsAreClosedInTime() throws Exception {
    try (Opened plugin = open("idle-timeout", "1s")) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
      await(
          "the idle connection is closed",
          () -> {
            clock.advance(Duration.ofSeconds(6));
            plugin.context().runJobs();
            return plugin.context().metrics().value("connections.open") == 0;
          });
      await("goodbye", () -> server.commands().contains("QUIT"));
    }
  }

  @Test
  void aMailThatIsRefusedLeavesTheConnectionForTheNext() throws Exception {
    server.next("RCPT", new Say("550 5.1.1 no such user"));
    try (Opened plugin = open()) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.REJECTED);
      assertThat(plugin.send(2, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(server.connectionsSoFar()).isEqualTo(1);
      assertThat(server.commands()).contains("RSET");
      assertThat(server.mails().get(0).to()).hasSize(1);
    }
  }

  @Test
  void healthIsKnownBeforeThereIsAMailAndAfterTheServerIsBack() throws Exception {
    server.goAway();
    try (Opened plugin = open()) {
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.UP);
      plugin.context().runJobs();
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.DOWN);
      server.comeBack();
      await(
          "the server is found again",
          () -> {
            clock.advance(Duration.ofSeconds(6));
            plugin.context().runJobs();
            return plugin.channel().health().status() == Health.Status.UP;
          });
      assertThat(plugin.context().jobFailures()).isEmpty();
    }
  }
}
