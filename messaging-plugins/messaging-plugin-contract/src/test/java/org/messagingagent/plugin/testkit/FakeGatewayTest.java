package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeGatewayTest {

  private final FakeGateway gateway = FakeGateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void answersFromItsScriptAndThenAsAlways() {
    gateway.otherwise(GatewayAnswer.json(202, "{\"id\":1}").with("X-Queue", "7"));
    gateway.next(GatewayAnswer.status(503), GatewayAnswer.status(429).with("Retry-After", "3"));
    assertThat(post("one").status()).isEqualTo(503);
    assertThat(post("two").header("retry-after")).contains("3");
    GatewayReply reply = post("three");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text()).isEqualTo("{\"id\":1}");
    assertThat(reply.header("X-Queue")).contains("7");
    assertThat(post("four").status()).isEqualTo(202);
    assertThat(gateway.requests())
        .extracting(GatewayRequest::text)
        .containsExactly("one", "two", "three", "four");
  }

  @Test
  void notesWhatItIsAsked() throws InterruptedException {
    gateway.call(
        "PUT", uri("/a%20b?c=d"), Map.of("X-Key", "k"), "Grüße".getBytes(StandardCharsets.UTF_8));
    GatewayRequest request = gateway.awaitRequest();
    assertThat(request).hasToString("PUT /a%20b");
    assertThat(request.query()).isEqualTo("c=d");
    assertThat(request.header("x-key")).contains("k");
    assertThat(request.text()).isEqualTo("Grüße");
    assertThat(gateway.nextRequest(Duration.ZERO)).isEmpty();
  }

  @Test
  void losesConnectionsBeforeAndAfterReadingAndInTheMiddleOfAnAnswer() throws Exception {
    gateway.next(
        GatewayAnswer.dropBeforeReading(),
        GatewayAnswer.dropAfterReading(),
        GatewayAnswer.cutOff());
    for (String text : new String[] {"one", "two", "three"}) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .as("the answer to %s", text)
          .isThrownBy(() -> post(text));
    }
    assertThat(gateway.requests()).extracting(GatewayRequest::text).containsExactly("two", "three");
  }

  @Test
  void holdsAnAnswerUntilItIsReleased() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    gateway.next(GatewayAnswer.status(201).heldUntil(release));
    try (RunningCall<GatewayReply> call = RunningCall.start("post", () -> post("one"))) {
      gateway.awaitRequest();
      assertThat(call.hasEnded()).isFalse();
      assertThat(post("two").status()).isEqualTo(200);
      release.countDown();
      assertThat(call.outcome(Duration.ofSeconds(30)).orElseThrow().status()).isEqualTo(201);
    }
  }

  @Test
  void refusesConnectionsWhileItIsAway() {
    gateway.goAway();
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> post("one"));
    gateway.comeBack();
    assertThat(post("two").status()).isEqualTo(200);
  }

  @Test
  void neverAnswersUntilItIsClosed() throws Exception {
    gateway.otherwise(GatewayAnswer.never());
    try (RunningCall<GatewayReply> call = RunningCall.start("post", () -> post("one"))) {
      gateway.awaitRequest();
      assertThat(call.hasEnded()).isFalse();
      gateway.close();
      assertThat(call.outcome(Duration.ofSeconds(30))).isEmpty();
    }
  }

  private GatewayReply post(String text) {
    return gateway.call("POST", uri("/"), Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  private URI uri(String path) {
    return URI.create(gateway.url() + path);
  }
}
