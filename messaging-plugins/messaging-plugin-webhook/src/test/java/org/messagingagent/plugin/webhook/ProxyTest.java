package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayRequest;
import org.messagingagent.spi.HandleOutcome;

class ProxyTest {

  private final FakeGateway proxy = FakeGateway.start();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    proxy.close();
  }

  @Test
  void asksTheProxyForTheReceiverAndLooksNothingElseUp() throws Exception {
    List<String> asked = new ArrayList<>();
    Names names =
        host -> {
          asked.add(host);
          return Names.SYSTEM.addresses(host);
        };
    try (OpenWebhook webhook =
        OpenWebhook.with(
            settings("http://receiver.invalid/a"), names, Clock.systemUTC(), directory)) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      GatewayRequest request = proxy.awaitRequest();
      assertThat(request.header("Host")).contains("receiver.invalid");
      OpenWebhook.verify(request, OpenWebhook.SECRET);
      assertThat(asked).containsExactly("127.0.0.1");
    }
  }

  @Test
  void saysThatTheProxyRefuses() throws Exception {
    try (RawReceiver refusing =
            RawReceiver.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        OpenWebhook webhook =
            OpenWebhook.with(
                OpenWebhook.with(settings("https://receiver.invalid/a"), "proxy", refusing.url()),
                directory)) {
      assertThat(webhook.failure())
          .matches("The proxy answered 403 for receiver\\.invalid:443 \\(by the proxy 127.*\\)");
    }
  }

  @Test
  void saysThatTheProxyIsAway() throws Exception {
    proxy.goAway();
    try (OpenWebhook webhook =
        OpenWebhook.with(settings("https://receiver.invalid/a"), directory)) {
      assertThat(webhook.failure())
          .matches("receiver\\.invalid:443 \\(by the proxy 127.*\\) cannot be reached");
    }
  }

  private Map<String, String> settings(String url) {
    return OpenWebhook.with(
        OpenWebhook.settings(url), "proxy", proxy.url(), "allow", "public", "timeout", "5s");
  }
}
