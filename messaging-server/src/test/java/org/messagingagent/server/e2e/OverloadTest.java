package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.agent.AgentConfig;
import org.messagingagent.server.agent.DefaultMessagingAgent;
import org.messagingagent.server.agent.DefaultPrincipalAgent;
import org.messagingagent.server.agent.RunningPlugins;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.LogOn;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.http.Front;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.http.HttpServer;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.outbox.Outbox;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.soap.MetroSoapEndpoint;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.store.UserStore.User;

/**
 * More than the server takes: what it refuses it refuses clearly, and what it has acknowledged it
 * has.
 */
@Timeout(120)
class OverloadTest {

  private static final int CONNECTIONS = 64;
  private static final int MESSAGES_EACH = 25;

  @TempDir private Path directory;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  @Test
  void moreConnectionsThanThreadsAndQueueLoseNothingThatWasAcknowledged() throws Exception {
    try (LocalServer server =
        LocalServer.in(directory, builder -> builder.http(limits(8, 2, CONNECTIONS * 2)))) {
      load(server.soap, server.address(), server.ticket);

      assertThat(acknowledged).isNotEmpty();
      assertThat(refused).as("refused by a full queue").isNotEmpty();
      Set<String> handled = new HashSet<>();
      while (!handled.containsAll(acknowledged)) {
        handled.add(Recorder.next(server.plugin.handled).content());
      }
      assertThat(handled).isEqualTo(acknowledged);
    }
  }

  @Test
  void connectionsBeyondTheMostWaitForTheirTurn() throws Exception {
    try (LocalServer server =
        LocalServer.in(
            directory, builder -> builder.http(limits(8, 1_000, 4, Duration.ofSeconds(1))))) {
      List<RawSoap> callers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        callers.add(new RawSoap());
      }
      for (RawSoap caller : callers) {
        caller
            .createMessage(
                server.address(),
                server.ticket,
                Incoming.to(LocalServer.PLUGIN, "patient"),
                Optional.empty())
            .requireSuccess();
      }
      for (int i = 0; i < callers.size(); i++) {
        assertThat(Recorder.next(server.plugin.handled).content()).isEqualTo("patient");
      }
    }
  }

  @Test
  void fullCommitQueueIsToldAndLosesNothingThatWasAcknowledged() throws Exception {
    Clock clock = Clock.systemUTC();
    try (Store store = TestStores.open(directory, new StoreLimits(1, 1 << 20, 0, 0));
        PluginRegistry plugins =
            TestPlugin.install(directory, new TestPlugin(LocalServer.PLUGIN, new Recorder()));
        Outbox outbox = new Outbox(store.outbox(), OutboxConfig.DEFAULTS, clock)) {
      Tickets tickets = new Tickets(store.tickets(), AuthConfig.DEFAULTS, clock);
      MetroSoapEndpoint soap =
          new MetroSoapEndpoint(
              new DefaultMessagingAgent(
                  AgentConfig.DEFAULTS,
                  tickets,
                  new RunningPlugins(plugins),
                  store.inbox(),
                  store.outbox(),
                  outbox,
                  clock),
              new DefaultPrincipalAgent(
                  new LogOn(store.users(), new Passwords(AuthConfig.DEFAULTS), tickets)),
              false);
      HttpConfig limits = limits(200, 1_000, CONNECTIONS * 2);
      try (HttpServer server =
          HttpServer.start(limits, "http", new Front(limits, soap, store::problem))) {
        User user = new User(ServerSetup.USER, "no hash", clock.instant());
        store.users().add(user).toCompletableFuture().get();
        String ticket = tickets.issue(ServerSetup.USER).toCompletableFuture().get().orElseThrow();

        load(new RawSoap(), server.address(), ticket);
      }

      assertThat(acknowledged).isNotEmpty();
      assertThat(refused).as("refused by a full queue").isNotEmpty();
      assertThat(stored(store)).isEqualTo(acknowledged);
    }
  }

  /** Many callers at once, each on its own connection; every answer is success or "try again". */
  private void load(RawSoap soap, URI server, String ticket) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int caller = 0; caller < CONNECTIONS; caller++) {
        String name = "caller-" + caller;
        running.add(
            callers.submit(
                () -> {
                  for (int n = 0; n < MESSAGES_EACH; n++) {
                    send(soap, server, ticket, name + "-" + n);
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      callers.shutdownNow();
    }
    System.out.printf(
        "OverloadTest: %d acknowledged, %d refused%n", acknowledged.size(), refused.size());
  }

  private void send(RawSoap soap, URI server, String ticket, String content) throws Exception {
    HttpResponse<String> response =
        soap.post(
            server,
            "Messaging",
            Map.of("Content-Type", "text/xml"),
            soap.envelopes()
                .soap11(
                    Optional.of(ticket),
                    Envelopes.createMessage(Incoming.to(LocalServer.PLUGIN, content))));
    Reply reply = new Reply(response.statusCode(), response.body());
    if (reply.succeeded()) {
      acknowledged.add(content);
      return;
    }
    assertThat(reply.status()).as(reply.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(reply.text("ExceptionType")).contains("TRY_AGAIN");
    assertThat(reply.text("faultcode").orElse("")).endsWith(":Server");
    refused.add(content);
  }

  private static Set<String> stored(Store store) {
    IncomingFilter all = new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty());
    Set<String> contents = new HashSet<>();
    long before = Long.MAX_VALUE;
    while (true) {
      List<IncomingRecord> page = store.inbox().list(all, before, 1_000);
      if (page.isEmpty()) {
        return contents;
      }
      before = page.get(page.size() - 1).id();
      contents.addAll(
          page.stream()
              .map(one -> store.inbox().find(one.id()).orElseThrow().content().orElseThrow())
              .map(content -> content.content())
              .collect(Collectors.toSet()));
    }
  }

  private static HttpConfig limits(int threads, int queued, int connections) {
    return limits(threads, queued, connections, Duration.ofSeconds(30));
  }

  private static HttpConfig limits(int threads, int queued, int connections, Duration idle) {
    return new HttpConfig(
        "127.0.0.1",
        0,
        Optional.empty(),
        1 << 20,
        1 << 26,
        threads,
        queued,
        connections,
        16 << 10,
        idle,
        Duration.ofSeconds(60),
        Duration.ofSeconds(10));
  }
}
