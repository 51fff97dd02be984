package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.HandleOutcome;

/** A receiver that answers nonsense, too much, too slowly, or never in full. */
@Timeout(60)
class HostileReceiverTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\u0000\u0001\u0002\u0003\u0015\u0003\u0001",
        "HTTP/1.1 two hundred OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: minus one\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "<html>200 OK</html>\r\n\r\n"
      })
  void isNotTakenToHaveAnsweredWhereItSpeaksNoHttp(String nonsense) throws Exception {
    try (RawReceiver receiver = RawReceiver.answering(nonsense);
        OpenWebhook webhook = open(receiver, "5s")) {
      assertNoHttp(webhook);
    }
  }

  @Test
  void isNotTakenToHaveAnsweredWhereNothingButInterimAnswersComes() throws Exception {
    try (RawReceiver receiver = RawReceiver.dripping("", "HTTP/1.1 102 Processing\r\n\r\n");
        OpenWebhook webhook = open(receiver, "500ms")) {
      assertThat(webhook.failure()).endsWith(" did not answer in time");
    }
  }

  @Test
  void isNotTakenToHaveAnsweredWhereItChangesTheProtocol() throws Exception {
    try (RawReceiver receiver =
            RawReceiver.answering(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
        OpenWebhook webhook = open(receiver, "5s")) {
      assertThat(webhook.failure()).isEqualTo("The receiver answered 101");
    }
  }

  @Test
  void isLeftWhereItsAnswerComesTooSlowly() throws Exception {
    try (RawReceiver receiver = RawReceiver.dripping("HTTP/1.1 200 OK\r\nX-Slow: ", "a");
        OpenWebhook webhook = open(receiver, "500ms")) {
      long start = System.nanoTime();
      assertThat(webhook.failure()).endsWith(" did not answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void isLeftWhereTheHeadOfItsAnswerHasNoEnd() throws Exception {
    try (RawReceiver receiver =
            RawReceiver.dripping("HTTP/1.1 200 OK\r\n", "X-Long: " + "a".repeat(1000) + "\r\n");
        OpenWebhook webhook = open(receiver, "30s")) {
      assertNoHttp(webhook);
    }
  }

  @Test
  void hasTakenTheMessageWhereTheBodyOfItsAnswerHasNoEnd() throws Exception {
    String chunk = "1000\r\n" + "a".repeat(4096) + "\r\n";
    try (RawReceiver receiver =
            RawReceiver.dripping("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk);
        OpenWebhook webhook = open(receiver, "30s")) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      assertThat(webhook.handle(2)).isEqualTo(HandleOutcome.handled());
    }
  }

  @Test
  void hasTakenTheMessageWhereTheBodyOfItsAnswerComesTooSlowly() throws Exception {
    try (RawReceiver receiver =
            RawReceiver.dripping("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "a");
        OpenWebhook webhook = open(receiver, "500ms")) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
    }
  }

  @Test
  void isNotUnpackedFor() throws Exception {
    try (RawReceiver receiver =
            RawReceiver.answering(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
        OpenWebhook webhook = open(receiver, "5s")) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
    }
  }

  private static void assertNoHttp(OpenWebhook webhook) {
    assertThat(webhook.failure())
        .matches("What 127\\.0\\.0\\.1:\\d+ answered is no HTTP|The connection .* was lost");
  }

  private OpenWebhook open(RawReceiver receiver, String timeout) throws Exception {
    return OpenWebhook.with(
        OpenWebhook.with(OpenWebhook.settings(receiver.url()), "timeout", timeout), directory);
  }
}
