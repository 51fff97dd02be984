package org.messagingagent.plugin.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.PluginUnderTest;
import org.messagingagent.server.admin.Administration.PluginEntry;

/**
 * What every plugin keeps to in a server. A vendor's test implements this interface, most often in
 * the same class as {@link org.messagingagent.plugin.testkit.MessagingPluginContract}; JUnit then
 * runs the tests here, each against a real server with the plugin in it.
 */
public interface MessagingPluginServerContract extends PluginUnderTest {

  /** How long the gateway is waited for where it never answers. */
  Duration SHORT = Duration.ofSeconds(2);

  /**
   * The JARs that the plugin brings beside its own, for the test that restarts it from its JARs.
   */
  default List<Path> libraries() {
    return List.of();
  }

  @Test
  default void runsInTheServer(@TempDir Path directory) {
    try (PluginHarness harness = harness().start(directory)) {
      PluginEntry entry = harness.listing();
      assertThat(entry.state()).as("the plugin's state (%s)", entry.problem()).isEqualTo("running");
      assertThat(entry.receives() || entry.sends() || entry.takesCallbacks())
          .as("the plugin does something")
          .isTrue();
    }
  }

  @Test
  default void handlesWhatOtherSystemsHandIn(@TempDir Path directory) {
    try (PluginHarness harness = harness().start(directory)) {
      ServerCalls calls = ServerCalls.toHandle(this, harness);
      calls.createMessage(1, MessagingClient.newIdempotencyKey());
      assertThat(harness.awaitHandled(1)).hasSize(1);
    }
  }

  @Test
  default void handlesOnceWhatIsHandedInTwiceUnderOneKey(@TempDir Path directory) {
    try (PluginHarness harness = harness().start(directory)) {
      ServerCalls calls = ServerCalls.toHandle(this, harness);
      String key = MessagingClient.newIdempotencyKey();
      calls.createMessage(1, key);
      calls.createMessage(1, key);
      calls.createMessage(2, MessagingClient.newIdempotencyKey());
      assertThat(harness.awaitHandled(2)).hasSize(2);
      assertThat(harness.incoming("waiting")).isEmpty();
    }
  }

  @Test
  default void sendsWhatOtherSystemsHandOut(@TempDir Path directory) {
    try (PluginHarness harness = harness().start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      DeliveryStatus status = calls.send(1);
      assertThat(status.isHandedOver()).as("what became of it: %s", status).isTrue();
      assertThat(harness.status(status.messagingId()).code()).isEqualTo(status.code());
    }
  }

  @Test
  default void answersOthersWhileTheGatewayIsSlow(@TempDir Path directory) throws Exception {
    FakeGateway gateway = ServerCalls.gateway(this);
    GatewayAnswer taken = ServerCalls.taken(this, "slow-1");
    try (PluginHarness harness = harness().start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      CountDownLatch release = new CountDownLatch(1);
      gateway.forgetRequests();
      gateway.next(taken.heldUntil(release));
      Future<DeliveryStatus> slow = calls.sendLater(1);
      gateway.awaitRequest();
      assertThat(harness.client().getPlugins()).isNotEmpty();
      assertThat(calls.send(2).isHandedOver()).as("another message").isTrue();
      release.countDown();
      assertThat(ServerCalls.get(slow).isHandedOver()).as("the slow message").isTrue();
    }
  }

  @Test
  default void findsTheMessageOfAReceiptThatComesBeforeTheGatewaysAnswer(@TempDir Path directory)
      throws Exception {
    FakeGateway gateway = ServerCalls.gateway(this);
    GatewayAnswer taken = ServerCalls.taken(this, "early-1");
    try (PluginHarness harness = harness().start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      CountDownLatch release = new CountDownLatch(1);
      gateway.forgetRequests();
      gateway.next(taken.heldUntil(release));
      Future<DeliveryStatus> sending = calls.sendLater(1);
      gateway.awaitRequest();
      calls.reportReceived("early-1");
      calls.reportReceived("early-1");
      release.countDown();
      harness.awaitStatus(ServerCalls.get(sending).messagingId(), DeliveryStatus.Status.RECEIVED);
    }
  }

  @Test
  default void takesAReceiptAgainAndAgain(@TempDir Path directory) throws Exception {
    FakeGateway gateway = ServerCalls.gateway(this);
    GatewayAnswer taken = ServerCalls.taken(this, "twice-1");
    try (PluginHarness harness = harness().start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      gateway.next(taken);
      int id = calls.send(1).messagingId();
      calls.reportReceived("twice-1");
      calls.reportReceived("twice-1");
      harness.awaitStatus(id, DeliveryStatus.Status.RECEIVED);
    }
  }

  @Test
  default void saysThatNobodyKnowsWhereTheGatewayDoesNotAnswer(@TempDir Path directory)
      throws Exception {
    FakeGateway gateway = ServerCalls.gateway(this);
    gateway.otherwise(GatewayAnswer.never());
    try (PluginHarness harness = harness().sendDeadline(SHORT).start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      gateway.forgetRequests();
      Future<DeliveryStatus> sending = calls.sendLater(1);
      ServerCalls.awaitCall(gateway, "Sending");
      DeliveryStatus status = ServerCalls.get(sending);
      assertThat(status.isOutcomeUnknown()).as("what became of it: %s", status).isTrue();
    }
  }

  @Test
  default void handlesAfterARestartWhatAStopInterrupted(@TempDir Path directory) throws Exception {
    FakeGateway gateway = ServerCalls.gateway(this);
    GatewayAnswer taken = ServerCalls.taken(this, "restart-1");
    gateway.otherwise(GatewayAnswer.never());
    try (PluginHarness harness = harness().stopPatience(SHORT).start(directory)) {
      ServerCalls calls = ServerCalls.toHandle(this, harness);
      gateway.forgetRequests();
      calls.createMessage(1, MessagingClient.newIdempotencyKey());
      ServerCalls.awaitCall(gateway, "Handling");
      harness.stop();
      gateway.otherwise(taken);
      harness.start();
      assertThat(harness.awaitHandled(1)).hasSize(1);
    }
  }

  @Test
  default void neverSendsAgainWhatAStopInterrupted(@TempDir Path directory) throws Exception {
    FakeGateway gateway = ServerCalls.gateway(this);
    GatewayAnswer taken = ServerCalls.taken(this, "restart-2");
    gateway.otherwise(GatewayAnswer.never());
    try (PluginHarness harness = harness().sendDeadline(SHORT).start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      gateway.forgetRequests();
      Future<DeliveryStatus> sending = calls.sendLater(1);
      ServerCalls.awaitCall(gateway, "Sending");
      harness.stop();
      DeliveryStatus status = ServerCalls.get(sending);
      assertThat(status.isHandedOver()).as("what became of it: %s", status).isFalse();
      gateway.otherwise(taken);
      harness.start();
      assertThat(harness.status(status.messagingId()).isHandedOver()).isFalse();
      assertThat(calls.send(2).isHandedOver()).as("the next message").isTrue();
    }
  }

  @Test
  default void staysOffWithWrongSettingsWhileTheServerRuns(@TempDir Path directory) {
    Map<String, String> wrong = new HashMap<>(settings());
    wrong.put("no-such-setting", "x");
    try (PluginHarness harness = harness().settings(wrong).start(directory)) {
      PluginEntry entry = harness.listing();
      assertThat(entry.state()).isEqualTo("failed");
      assertThat(entry.problem())
          .as("the one line for the operator")
          .contains("messaging.plugin.%s.no-such-setting".formatted(harness.plugin()))
          .doesNotContain("\n");
      assertThat(harness.client().getPlugins()).isEmpty();
    }
  }

  @Test
  default void takesNothingFromStrangersWhoCallItsAddress(@TempDir Path directory) {
    FakeGateway gateway = ServerCalls.gateway(this);
    try (PluginHarness harness = harness().start(directory)) {
      assumeTrue(harness.listing().takesCallbacks(), "The plugin takes no callbacks");
      byte[] body =
          receipt("id-1").or(() -> arrival("in-1")).map(r -> r.body()).orElse(new byte[] {1});
      assertThat(gateway.call("POST", harness.callbackAddress(), Map.of(), body).status())
          .as("the answer to a request that nobody signed")
          .isBetween(400, 499);
      assertThat(harness.administration().receiptCounts()).isEmpty();
      assertThat(harness.incoming("waiting")).isEmpty();
      assertThat(harness.incoming("handled")).isEmpty();
    }
  }

  @Test
  default void storesOnceWhatTheGatewayBringsTwice(@TempDir Path directory) {
    FakeGateway gateway = ServerCalls.gateway(this);
    try (PluginHarness harness = harness().start(directory)) {
      assumeTrue(harness.listing().takesCallbacks(), "The plugin takes no callbacks");
      assumeTrue(harness.listing().receives(), "The plugin takes no incoming messages");
      var request = arrival("in-1").orElseGet(() -> abort("The test has no arrival()"));
      ServerCalls.call(gateway, harness, request);
      ServerCalls.call(gateway, harness, request);
      harness.awaitHandled(1);
      ServerCalls.call(gateway, harness, arrival("in-2").orElseThrow());
      assertThat(harness.awaitHandled(2)).hasSize(2);
    }
  }

  @Test
  default void letsGoOfItsClassesWhenItIsRestarted(@TempDir Path directory) throws Exception {
    FakeGateway gateway = ServerCalls.gateway(this);
    GatewayAnswer taken = ServerCalls.taken(this, "loader-1");
    List<Path> jars = new ArrayList<>(libraries());
    jars.add(0, PluginArchive.of(pluginClass(), directory));
    Map<String, String> enabled = new HashMap<>(settings());
    enabled.put("enabled", "true");
    try (PluginHarness harness =
        PluginHarness.ofJars(harness().name(), jars.toArray(Path[]::new))
            .settings(enabled)
            .start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      CountDownLatch release = new CountDownLatch(1);
      gateway.forgetRequests();
      gateway.next(taken.heldUntil(release));
      Future<DeliveryStatus> sending = calls.sendLater(1);
      ServerCalls.awaitCall(gateway, "Sending");
      PluginLoaderWatch old = PluginLoaderWatch.ofCalls();
      assertThat(old.isEmpty()).as("the plugin runs in no class loader of its own").isFalse();
      release.countDown();
      assertThat(ServerCalls.get(sending).isHandedOver()).isTrue();
      harness.restartPlugin();
      old.awaitCollected(PluginHarness.PATIENCE);
      assertThat(calls.send(2).isHandedOver()).as("a message after the restart").isTrue();
    }
  }

  private PluginHarnessBuilder harness() {
    return PluginHarness.of(pluginClass()).settings(settings());
  }
}
