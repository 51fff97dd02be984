package org.messagingagent.plugin.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.GatewayReply;
import org.messagingagent.plugin.testkit.PluginUnderTest;
import org.messagingagent.spi.callback.CallbackRequest;

/** Calls a plugin through its server, with the messages of its test. */
final class ServerCalls {

  private final PluginUnderTest test;
  private final PluginHarness harness;

  private ServerCalls(PluginUnderTest test, PluginHarness harness) {
    this.test = test;
    this.harness = harness;
  }

  /** For a plugin that takes incoming messages; the test is skipped for others. */
  static ServerCalls toHandle(PluginUnderTest test, PluginHarness harness) {
    assumeTrue(harness.listing().receives(), "The plugin takes no incoming messages");
    return new ServerCalls(test, harness);
  }

  /** For a plugin that sends; the test is skipped for others. */
  static ServerCalls toSend(PluginUnderTest test, PluginHarness harness) {
    assumeTrue(harness.listing().sends(), "The plugin sends no messages");
    return new ServerCalls(test, harness);
  }

  static FakeGateway gateway(PluginUnderTest test) {
    return test.gateway()
        .orElseGet(() -> abort("The test has no gateway(); see PluginUnderTest.gateway"));
  }

  static GatewayAnswer taken(PluginUnderTest test, String externalId) {
    return test.taken(externalId)
        .orElseGet(() -> abort("The test has no taken(); see PluginUnderTest.taken"));
  }

  /** Waits until the plugin has called its gateway; the test is skipped where it does not. */
  static void awaitCall(FakeGateway gateway, String what) throws InterruptedException {
    if (gateway.nextRequest(Duration.ofSeconds(5)).isEmpty()) {
      abort(what + " does not call the gateway");
    }
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.get(PluginHarness.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Calls the plugin back as its gateway does, and sees that what it brought was taken. */
  static void call(FakeGateway gateway, PluginHarness harness, CallbackRequest request) {
    Map<String, String> headers = new HashMap<>();
    request.headers().forEach((name, values) -> headers.put(name, values.get(0)));
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    URI address =
        URI.create(harness.callbackAddress().toString() + request.path().substring(1) + query);
    GatewayReply reply = gateway.call(request.method(), address, headers, request.body());
    assertThat(reply.status())
        .as("the answer to the gateway's %s: %s", request, reply.text())
        .isBetween(200, 299);
  }

  void createMessage(int number, String key) {
    org.messagingagent.spi.IncomingMessage example = test.incoming(number);
    IncomingMessage.Builder message =
        IncomingMessage.forPlugin(harness.plugin())
            .from(example.from())
            .to(example.to())
            .content(example.content())
            .format(example.format());
    example.sessionKey().ifPresent(message::sessionKey);
    harness.client().createMessage(message.build(), key);
  }

  DeliveryStatus send(int number) {
    org.messagingagent.spi.OutgoingMessage example = test.outgoing(number);
    return harness.send(
        OutgoingMessage.to(example.to())
            .from(example.from())
            .content(example.content())
            .format(example.format())
            .build());
  }

  Future<DeliveryStatus> sendLater(int number) {
    CompletableFuture<DeliveryStatus> status = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                status.complete(send(number));
              } catch (Throwable e) { // told to whoever waits for it
                status.completeExceptionally(e);
              }
            },
            "testkit-send");
    thread.setDaemon(true);
    thread.start();
    return status;
  }

  /** Reports by the gateway's own way where the plugin has one, else by SetDeliveryStatus. */
  void reportReceived(String externalId) {
    Optional<CallbackRequest> receipt = test.receipt(externalId);
    if (harness.listing().takesCallbacks() && receipt.isPresent()) {
      call(gateway(test), harness, receipt.get());
    } else {
      harness
          .client()
          .setDeliveryStatus(
              harness.plugin(), externalId, DeliveryStatus.Status.RECEIVED, "by the testkit");
    }
  }
}
