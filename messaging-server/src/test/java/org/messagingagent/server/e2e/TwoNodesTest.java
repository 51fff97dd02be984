package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.AdministrationClient;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.cluster.NodeConfig;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.metrics.MetricsConfig;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.outbox.ReconcileConfig;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.PostgresFixture;
import org.messagingagent.server.support.Await;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;

/** Two servers in this process as two nodes on one PostgreSQL. */
@Timeout(120)
class TwoNodesTest {

  private static final String ONLY_ON_B = "sms";
  private static final IncomingQuery ANY =
      new IncomingQuery(Optional.empty(), Optional.empty(), Optional.empty(), Long.MAX_VALUE, 10);

  @TempDir private Path directory;

  private final StoreConfig database = PostgresFixture.freshSchema();
  private final RawSoap soap = new RawSoap();
  private final List<MessagingServer> servers = new ArrayList<>();
  private final Recorder recorder = new Recorder();

  @AfterEach
  void stop() {
    servers.forEach(MessagingServer::close);
    PostgresFixture.drop(database);
  }

  @Test
  void anyNodeTakesMessagesForAPluginThatAnotherOneHasAndChecksThemAsThatOneWould()
      throws Exception {
    URI a = node("a", server -> server.plugin(new TestPlugin("mail", new Recorder()))).address();
    URI b =
        node(
                "b",
                server ->
                    server.plugin(new TestPlugin(ONLY_ON_B, List.of("text", "html"), recorder)))
            .address();
    String ticket = soap.logOn(a);
    awaitKnown(a, ticket);

    assertThat(soap.getPlugins(a, ticket)).containsExactly("mail", ONLY_ON_B);
    assertThat(soap.getPlugins(b, ticket)).containsExactly("mail", ONLY_ON_B);

    Incoming message = Incoming.to(ONLY_ON_B, "over there").inSession("s");
    soap.createMessage(a, ticket, message, Optional.empty()).requireSuccess();
    assertThat(Recorder.next(recorder.handled).content()).isEqualTo("over there");

    Incoming odd = new Incoming("+1", "+2", "odd", "morse", "", ONLY_ON_B);
    assertThat(soap.createMessage(a, ticket, odd, Optional.empty()).body())
        .contains("FORMAT_NOT_SUPPORTED", "it takes text, html");
  }

  @Test
  void nodeThatHasGoneIsNotCountedAmongThoseThatAreThere() throws Exception {
    MetricsConfig figures =
        new MetricsConfig(true, "127.0.0.1", 0, Optional.empty(), Duration.ofMillis(50));
    MessagingServer a = node("a", server -> server.metrics(figures));
    MessagingServer b = node("b", server -> server);
    Await.until("both are counted", () -> page(a).contains("messaging_cluster_nodes 2.0"));
    b.close();
    Await.until("one is counted", () -> page(a).contains("messaging_cluster_nodes 1.0"));
  }

  private static String page(MessagingServer server) throws Exception {
    URI address = server.metricsAddress().orElseThrow().resolve("/metrics");
    try (InputStream page = address.toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void messageForAPluginWhoseOnlyNodeIsBeingRestartedIsTakenAndHandledThenThere() throws Exception {
    URI a = node("a", server -> server).address();
    MessagingServer b = node("b", server -> server.plugin(new TestPlugin(ONLY_ON_B, recorder)));
    String ticket = soap.logOn(a);
    awaitKnown(a, ticket);
    b.close();
    Await.until("b has left", () -> operator("a").nodes().size() == 1);

    soap.createMessage(a, ticket, Incoming.to(ONLY_ON_B, "meanwhile"), Optional.empty())
        .requireSuccess();
    node("b", server -> server.plugin(new TestPlugin(ONLY_ON_B, recorder)));
    assertThat(Recorder.next(recorder.handled).content()).isEqualTo("meanwhile");
  }

  @Test
  void outgoingMessageForAPluginOfAnotherNodeIsRefusedWithTheNamesAndItsReportIsTaken()
      throws Exception {
    URI a = node("a", server -> server).address();
    URI b = node("b", server -> server.plugin(new TestPlugin(ONLY_ON_B, recorder))).address();
    String ticket = soap.logOn(a);
    awaitKnown(a, ticket);

    Reply refused = soap.sendMessages(a, ticket, ONLY_ON_B, List.of("hello"), Optional.empty());
    assertThat(refused.body())
        .contains("PLUGIN_NOT_INSTALLED", "'sms' runs on other nodes only (b)");

    Reply sent = soap.sendMessages(b, ticket, ONLY_ON_B, List.of("hello"), Optional.empty());
    int id = sent.deliveryStatuses().get(0).messagingId();
    soap.setDeliveryStatus(a, ticket, ONLY_ON_B, "ext-" + id, 3, "arrived").requireSuccess();
    assertThat(soap.getDeliveryStatus(a, ticket, List.of(id)).deliveryStatuses().get(0).status())
        .isEqualTo(3);
  }

  @Test
  void pluginThatIsPausedOnOneNodeIsPausedOnTheOthersAndResumedWithThem() throws Exception {
    node("a", server -> server.plugin(new TestPlugin(ONLY_ON_B, new Recorder())));
    node("b", server -> server.plugin(new TestPlugin(ONLY_ON_B, recorder)));
    operator("a").pausePlugin(ONLY_ON_B);
    Await.until("it is paused on b", () -> stateOnB().equals("paused"));
    operator("a").resumePlugin(ONLY_ON_B);
    Await.until("it runs on b", () -> stateOnB().equals("running"));
  }

  @Test
  void operatorOfANodeWithoutThePluginIsToldWhereItIsAndNotThatItIsMissing() throws Exception {
    URI a = node("a", server -> server.plugin(new TestPlugin("mail", new Recorder()))).address();
    node("b", server -> server.plugin(new TestPlugin(ONLY_ON_B, recorder)));
    String ticket = soap.logOn(a);
    awaitKnown(a, ticket);
    operator("b").pausePlugin(ONLY_ON_B);
    soap.createMessage(a, ticket, Incoming.to(ONLY_ON_B, "later"), Optional.empty())
        .requireSuccess();

    assertThat(operator("a").incoming(ANY))
        .singleElement()
        .satisfies(message -> assertThat(message.reason()).isEmpty());
    assertThatThrownBy(() -> operator("a").pausePlugin(ONLY_ON_B))
        .isInstanceOf(AdministrationException.class)
        .hasMessageContaining("Plugin 'sms' is not on this node; it runs on 'b'. Give the command")
        .hasMessageContaining("--server");
  }

  @Test
  void messageWhoseCallHangsOnItsNodeIsNotAskedForOnAnother() throws Exception {
    BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
    CountDownLatch end = new CountDownLatch(1);
    UnaryOperator<MessagingServerBuilder> hanging =
        server ->
            server
                .plugin(new TestPlugin(ONLY_ON_B, new Hanging(end, asked)))
                .pluginSettings(
                    ONLY_ON_B,
                    Map.of("limits.send-timeout", "100ms", "limits.send-concurrency", "8"))
                .outbox(oftenReconciled());
    try {
      node("a", hanging);
      URI b = node("b", hanging).address();
      String ticket = soap.logOn(b);
      Await.until(
          "both have a share",
          () -> operator("a").nodes().stream().allMatch(n -> n.partitions() == 32));
      List<String> eight = List.of("1", "2", "3", "4", "5", "6", "7", "8");
      // The first numbers belong to partitions of a, which has its share longer.
      Reply sent = soap.sendMessages(b, ticket, ONLY_ON_B, eight, Optional.empty());
      assertThat(sent.deliveryStatuses())
          .allSatisfy(status -> assertThat(status.description()).startsWith("OUTCOME_UNKNOWN"));
      assertThat(asked.poll(500, TimeUnit.MILLISECONDS))
          .as("asked for while its call goes on")
          .isNull();
    } finally {
      end.countDown();
    }
  }

  /** Sends nothing until the end, whatever interrupts it. */
  private record Hanging(CountDownLatch end, BlockingQueue<Integer> asked)
      implements ReconcilingSender {

    @Override
    public SendOutcome send(OutgoingMessage message) {
      while (end.getCount() > 0) {
        try {
          end.await();
        } catch (InterruptedException e) {
          continue;
        }
      }
      return SendOutcome.sent();
    }

    @Override
    public SendOutcome reconcile(UnsettledMessage message) {
      asked.add(message.messagingId());
      return SendOutcome.rejected("never heard of it");
    }
  }

  private static OutboxConfig oftenReconciled() {
    OutboxConfig all = OutboxConfig.DEFAULTS;
    return new OutboxConfig(
        all.deadline(),
        all.maxAttempts(),
        all.firstRetry(),
        Duration.ofSeconds(2),
        new ReconcileConfig(Duration.ofMillis(4), Duration.ofMillis(20), Duration.ofHours(1)));
  }

  private MessagingServer node(String name, UnaryOperator<MessagingServerBuilder> settings) {
    NodeConfig node = new NodeConfig(Optional.of(name), Duration.ofSeconds(9), Duration.ZERO);
    MessagingServer server =
        settings
            .apply(
                LocalServer.without(directory.resolve(name))
                    .store(database)
                    .administration(true)
                    .node(node))
            .start();
    servers.add(server);
    return server;
  }

  private void awaitKnown(URI node, String ticket) throws Exception {
    Await.until(
        "the plugin of b is known", () -> soap.getPlugins(node, ticket).contains(ONLY_ON_B));
  }

  private String stateOnB() {
    return operator("b").plugins().stream()
        .filter(plugin -> plugin.name().equals(ONLY_ON_B))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private AdministrationClient operator(String node) {
    return AdministrationClient.find(directory.resolve(node).resolve("data")).orElseThrow();
  }
}
