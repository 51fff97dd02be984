package org.messagingagent.plugin.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jsmpp.session.SMPPSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.plugin.smpp.SmppPlugin;
import org.messagingagent.plugin.smpp.SmscAnswer;
import org.messagingagent.plugin.smpp.TestSmsc;
import org.messagingagent.spi.MessagingPlugin;

class SmppPluginServerContractTest implements MessagingPluginServerContract {

  private static final String TO = "+4712345678";

  private final TestSmsc smsc = TestSmsc.start();

  @AfterEach
  void stop() {
    smsc.close();
  }

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return SmppPlugin.class;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "host", "127.0.0.1",
        "port", Integer.toString(smsc.port()),
        "system-id", "esme",
        "reconnect-min", "20ms",
        "reconnect-max", "200ms");
  }

  @Override
  public org.messagingagent.spi.OutgoingMessage outgoing(int number) {
    return new org.messagingagent.spi.OutgoingMessage(
        number,
        "2000",
        TO,
        "Message " + number,
        "sms/text",
        OptionalInt.empty(),
        Optional.empty(),
        1);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void receiptsReachTheirMessages(TestSmsc.Receipts when, @TempDir Path directory) {
    smsc.receipts(when, TestSmsc.Ids.RECEIPTS_IN_DECIMAL);
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("receipt-ids", "decimal");
    try (PluginHarness harness =
        PluginHarness.of(pluginClass()).settings(settings).start(directory)) {
      int one = harness.send(message("One part")).messagingId();
      int three = harness.send(message("Three parts, ".repeat(30))).messagingId();
      harness.awaitStatus(one, DeliveryStatus.Status.RECEIVED);
      harness.awaitStatus(three, DeliveryStatus.Status.RECEIVED);
      assertThat(harness.administration().receiptCounts())
          .as("reports that found no message")
          .allSatisfy(counts -> assertThat(counts.waiting()).isZero());
    }
  }

  @Test
  void oneReceiptOfThreeSaysNothing(@TempDir Path directory) throws Exception {
    try (PluginHarness harness =
        PluginHarness.of(pluginClass()).settings(settings()).start(directory)) {
      int id = harness.send(message("Three parts, ".repeat(30))).messagingId();
      long first = smsc.awaitSubmit().number();
      long second = smsc.awaitSubmit().number();
      long third = smsc.awaitSubmit().number();
      smsc.receipt(third, "DELIVRD");
      smsc.receipt(first, "DELIVRD");
      assertThat(harness.status(id).code()).isEqualTo(DeliveryStatus.Status.SENT.code());
      harness.restart();
      smsc.receipt(second, "DELIVRD");
      harness.awaitStatus(id, DeliveryStatus.Status.RECEIVED);
    }
  }

  @Test
  void failedPartsAreToldToTheCaller(@TempDir Path directory) {
    smsc.receipts(TestSmsc.Receipts.AFTER, TestSmsc.Ids.SAME);
    smsc.state("UNDELIV");
    try (PluginHarness harness =
        PluginHarness.of(pluginClass()).settings(settings()).start(directory)) {
      int id = harness.send(message("Three parts, ".repeat(30))).messagingId();
      assertThat(harness.awaitStatus(id, DeliveryStatus.Status.DELIVERY_ERROR).description())
          .contains("one of its 3 parts was not delivered", "UNDELIV");
    }
  }

  @Test
  void letsGoOfItsClassesWhenItIsRestartedFromItsJars(@TempDir Path directory) throws Exception {
    Map<String, String> enabled = new HashMap<>(settings());
    enabled.put("enabled", "true");
    try (PluginHarness harness =
        PluginHarness.ofJars(
                "smpp",
                PluginArchive.of(pluginClass(), directory),
                PluginArchive.of(SMPPSession.class, directory))
            .settings(enabled)
            .start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      CountDownLatch release = new CountDownLatch(1);
      smsc.next(new SmscAnswer.TakeLate(release));
      Future<DeliveryStatus> sending = calls.sendLater(1);
      smsc.awaitSubmit();
      PluginLoaderWatch old = PluginLoaderWatch.ofCalls();
      assertThat(old.isEmpty()).as("the plugin runs in no class loader of its own").isFalse();
      release.countDown();
      assertThat(ServerCalls.get(sending).isHandedOver()).isTrue();
      harness.restartPlugin();
      old.awaitCollected(PluginHarness.PATIENCE);
      assertThat(calls.send(2).isHandedOver()).as("a message after the restart").isTrue();
    }
  }

  private static OutgoingMessage message(String content) {
    return OutgoingMessage.to(TO).from("2000").content(content).format("sms/text").build();
  }
}
