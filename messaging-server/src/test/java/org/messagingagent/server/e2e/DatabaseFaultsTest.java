package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.CuttingProxy;
import org.messagingagent.server.store.postgres.CuttingProxy.Cut;
import org.messagingagent.server.store.postgres.OwnServer;
import org.messagingagent.server.store.postgres.PostgresFixture;
import org.messagingagent.server.support.Await;

/** What callers see of a PostgreSQL that goes away, and of a connection that breaks in a commit. */
@Timeout(120)
class DatabaseFaultsTest {

  private static final int CALLERS = 4;

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Reply> refusals = new LinkedBlockingQueue<>();
  private volatile boolean enough;

  @AfterEach
  void stopCallers() {
    enough = true;
    threads.shutdownNow();
  }

  @Test
  void callersAreToldToTryAgainUntilTheDatabaseIsBackAndNothingAcknowledgedIsLost()
      throws Exception {
    try (OwnServer database = OwnServer.in(directory);
        LocalServer server = onStore(StoreConfig.postgres(database.url(), "postgres", ""))) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String name = "caller-" + i;
        callers.add(threads.submit(() -> call(server, name)));
      }
      awaitAcknowledged(100);

      database.stop();

      Reply refused = refusals.poll(30, TimeUnit.SECONDS);
      assertThat(refused).isNotNull();
      // The second where it stopped in the midst of a commit.
      assertThat(List.of(refused.status(), refused.text("ExceptionType").orElseThrow()))
          .isIn(List.of(503, "TRY_AGAIN"), List.of(500, "OUTCOME_UNKNOWN"));
      assertThat(refused.body()).doesNotContain("localhost", "postgres", "jdbc");
      Await.until("the server is not ready", () -> ready(server).statusCode() == 503);
      assertThat(ready(server).body()).contains("\"store\",\"status\":\"failed\"");
      assertThat(status(server, "/health/live").statusCode()).isEqualTo(200);

      database.start();

      Await.until("the server is ready again", () -> ready(server).statusCode() == 200);
      awaitAcknowledged(acknowledged.size() + 100);
      enough = true;
      for (Future<?> caller : callers) {
        caller.get(30, TimeUnit.SECONDS);
      }
      Set<String> handled = new HashSet<>();
      while (!handled.containsAll(acknowledged)) {
        handled.add(Recorder.next(server.plugin.handled).content());
      }
    }
  }

  @Test
  void messageWhoseCommitWasNotAnsweredIsStoredOnceHoweverOftenItIsRepeatedUnderItsKey()
      throws Exception {
    StoreConfig direct = PostgresFixture.freshSchema();
    URI place = URI.create(direct.url().orElseThrow().substring("jdbc:".length()));
    try (CuttingProxy proxy = new CuttingProxy(place.getHost(), place.getPort())) {
      // Without prepared statements the word COMMIT is in each commit, where the proxy sees it.
      String url =
          "jdbc:postgresql://localhost:%d%s?prepareThreshold=0"
              .formatted(proxy.port(), place.getPath());
      StoreConfig store =
          StoreConfig.postgres(url, direct.user(), direct.password()).withSchema(direct.schema());
      try (LocalServer server = onStore(store)) {
        for (int i = 1; i <= 5; i++) {
          repeatAroundALostAnswer(server, proxy, "key-" + i);
          assertThat(proxy.cuts()).isEqualTo(i);
        }
        assertThat(stored(direct)).isEqualTo(5);
      }
    } finally {
      PostgresFixture.drop(direct);
    }
  }

  /** As a caller does who has no answer for too long, and asks anew while the first call waits. */
  private void repeatAroundALostAnswer(LocalServer server, CuttingProxy proxy, String key)
      throws Exception {
    Incoming message = Incoming.to(LocalServer.PLUGIN, "once under " + key);
    int before = proxy.cuts();
    proxy.refuse(true);
    proxy.cutNextCommit(Cut.BEFORE_THE_ANSWER);
    Future<Reply> first = threads.submit(() -> server.createMessage(message, key));
    Await.until("the answer is lost", () -> proxy.cuts() > before);
    Future<Reply> repeat = threads.submit(() -> server.createMessage(message, key));
    proxy.refuse(false);

    first.get(30, TimeUnit.SECONDS).requireSuccess();
    repeat.get(30, TimeUnit.SECONDS).requireSuccess();
    server.createMessage(message, key).requireSuccess();
  }

  private LocalServer onStore(StoreConfig store) throws IOException {
    return LocalServer.in(directory, builder -> builder.store(store));
  }

  /** Creates messages, each until it is taken. */
  private Void call(LocalServer server, String name) throws IOException {
    for (int i = 0; !enough; i++) {
      String content = name + "-" + i;
      Incoming message = Incoming.to(LocalServer.PLUGIN, content).inSession(name);
      Reply reply = server.createMessage(message, content);
      while (!reply.succeeded()) {
        refusals.add(reply);
        reply = server.createMessage(message, content);
      }
      acknowledged.add(content);
    }
    return null;
  }

  private void awaitAcknowledged(int messages) throws Exception {
    Await.until(messages + " are acknowledged", () -> acknowledged.size() >= messages);
  }

  private HttpResponse<String> ready(LocalServer server) throws Exception {
    return status(server, "/health/ready");
  }

  private HttpResponse<String> status(LocalServer server, String page) throws Exception {
    URI address = server.address().resolve(page);
    return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private static long stored(StoreConfig store) throws SQLException {
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM " + store.schema() + ".incoming_message")) {
      row.next();
      return row.getLong(1);
    }
  }
}
