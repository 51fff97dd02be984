package org.messagingagent.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.http.GatewayConfig;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.http.RawClient;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.callback.AddressList;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.messagingagent.spi.callback.HmacSignature;

/** Gateways call a whole server over HTTP, and plugins answer them. */
@Timeout(60)
class GatewayTest {

  private static final HmacSignature SIGNATURE = HmacSignature.sha256("a shared secret");
  private static final long WAIT_SECONDS = 20;

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<CallbackRequest> taken = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    release.countDown();
  }

  @Test
  void signedReportIsTakenAndOthersLeaveNothing() throws Exception {
    try (MessagingServer server = start("gw", signed())) {
      byte[] report = "id=e-1&status=delivered".getBytes(UTF_8);
      String right = HexFormat.of().formatHex(SIGNATURE.sign(report));

      assertThat(send(server, "/gateway/gw/report", report, "X-Signature", right).statusCode())
          .isEqualTo(200);
      assertThat(taken.remove().formParameter("status")).contains("delivered");

      String wrong = (right.startsWith("0") ? "1" : "0") + right.substring(1);
      HttpResponse<String> refused =
          send(server, "/gateway/gw/report", report, "X-Signature", wrong);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).isEqualTo("Not authorised");
      assertThat(send(server, "/gateway/gw/report", report).statusCode()).isEqualTo(401);
      report[0] = 'I';
      assertThat(send(server, "/gateway/gw/report", report, "X-Signature", right).statusCode())
          .isEqualTo(401);
      assertThat(taken).isEmpty();
    }
  }

  @Test
  void pluginThatIsUnknownOffOrNotForGatewaysIsNotThere() throws Exception {
    IncomingHandler handler = message -> HandleOutcome.handled();
    try (MessagingServer server =
        builder()
            .plugin(new TestPlugin("gw", signed()))
            .plugin(new TestPlugin("inbox", handler))
            .plugin(new TestPlugin("off", signed()))
            .pluginSettings("off", Map.of("enabled", "false"))
            .start()) {
      HttpResponse<String> unknown = send(server, "/gateway/unknown/x", new byte[0]);
      assertThat(unknown.statusCode()).isEqualTo(404);
      for (String plugin : List.of("inbox", "off", "GW", "..", "gw%2F", "gw;x", "%2e%2e")) {
        HttpResponse<String> answer = send(server, "/gateway/" + plugin + "/x", new byte[0]);
        assertThat(answer.statusCode()).as(plugin).isEqualTo(404);
        assertThat(answer.body()).as(plugin).isEqualTo(unknown.body());
        assertThat(names(answer)).as(plugin).isEqualTo(names(unknown));
      }
      assertThat(taken).isEmpty();
    }
  }

  @Test
  void outcomesOfThePluginBecomeThoseOfHttp() throws Exception {
    CallbackHandler handler =
        request ->
            switch (request.path()) {
              case "/later" -> throw new SubmissionException("The disk is full", true);
              case "/never" -> throw new SubmissionException("No such handler: 'crm'", false);
              case "/broken" -> throw new IllegalStateException("secret");
              case "/error" -> throw new NoClassDefFoundError("com/acme/Secret");
              case "/null" -> null;
              default -> CallbackResponse.json(202, "{}");
            };
    try (MessagingServer server = start("gw", handler)) {
      assertThat(get(server, "/gateway/gw/ok").statusCode()).isEqualTo(202);
      HttpResponse<String> later = get(server, "/gateway/gw/later");
      assertThat(later.statusCode()).isEqualTo(503);
      assertThat(later.headers().firstValue("Retry-After")).contains("5");
      HttpResponse<String> never = get(server, "/gateway/gw/never");
      assertThat(never.statusCode()).isEqualTo(422);
      assertThat(never.body()).isEqualTo("No such handler: 'crm'\n");
      assertThat(never.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
      for (String path : List.of("broken", "error", "null")) {
        HttpResponse<String> failed = get(server, "/gateway/gw/" + path);
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("The server could not handle the request\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\u010AX-Evil: 1", "a\u560D\u560Ab"})
  void pluginThatEchoesWhatItGotCannotBeMadeToSendHeaders(String value) throws Exception {
    CallbackHandler handler = request -> CallbackResponse.ok().with("X-Echo", value);
    try (MessagingServer server = start("gw", handler);
        RawClient raw = new RawClient(server.address())) {
      String answer =
          raw.say("GET /gateway/gw/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").hearAll();

      assertThat(answer).startsWith("HTTP/1.1 500 ").doesNotContain("X-Evil", "X-Echo");
    }
  }

  @Test
  void pluginDecidesNothingAboutTheConnection() throws Exception {
    CallbackHandler handler =
        request ->
            CallbackResponse.ok("all of it")
                .with("Content-Length", "3")
                .with("Transfer-Encoding", "chunked")
                .with("Connection", "close");
    try (MessagingServer server = start("gw", handler);
        RawClient raw = new RawClient(server.address())) {
      for (int i = 0; i < 2; i++) {
        raw.say("GET /gateway/gw/ HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(raw.hearAnswer())
            .startsWith("HTTP/1.1 200 ")
            .contains("Content-Length: 9\r\n")
            .doesNotContain("chunked", "Connection:")
            .endsWith("all of it");
      }
    }
  }

  @Test
  void pluginThatTakesTooLongIsCutOffAndItsGatewayTriesAgain() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CallbackHandler handler =
        request -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return CallbackResponse.ok();
        };
    try (MessagingServer server = start("gw", handler, "limits.callback-timeout", "100ms")) {
      HttpResponse<String> answer = get(server, "/gateway/gw/");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(interrupted.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void pluginThatHangsCostsItsThreadsAndLeavesTheOthersAlone() throws Exception {
    CountDownLatch hanging = new CountDownLatch(2);
    CallbackHandler deaf =
        request -> {
          hanging.countDown();
          while (true) {
            try {
              release.await();
              return CallbackResponse.ok();
            } catch (InterruptedException e) {
              continue;
            }
          }
        };
    try (MessagingServer server =
        builder()
            .plugin(new TestPlugin("deaf", deaf))
            .pluginSettings(
                "deaf",
                Map.of("limits.callback-concurrency", "2", "limits.callback-timeout", "50ms"))
            .plugin(new TestPlugin("gw", saying("well")))
            .start()) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(client.sendAsync(request(server, "/gateway/deaf/"), BodyHandlers.ofString()));
      }
      assertThat(hanging.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(get(server, "/gateway/gw/").body()).isEqualTo("well");
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.join().statusCode()).isEqualTo(503);
      }

      assertThat(get(server, "/gateway/deaf/").statusCode()).isEqualTo(503);
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().matches("callback-deaf-[0-9]+")))
          .hasSize(2);
      assertThat(get(server, "/gateway/gw/").body()).isEqualTo("well");
      release.countDown();
    }
  }

  @Test
  void stopWaitsForWhatAPluginIsAnswering() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CallbackHandler slow =
        request -> {
          begun.countDown();
          release.await();
          return CallbackResponse.ok("after all");
        };
    MessagingServer server = start("gw", slow);
    try {
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request(server, "/gateway/gw/"), BodyHandlers.ofString());
      assertThat(begun.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      Thread stop = new Thread(server::close);
      stop.start();
      awaitNoMoreConnections(server.address());
      assertThat(answer).isNotDone();
      release.countDown();
      assertThat(answer.get(WAIT_SECONDS, TimeUnit.SECONDS).body()).isEqualTo("after all");
      stop.join();
    } finally {
      server.close();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(Thread::isAlive)
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("gateway-http"));
  }

  @Test
  void gatewaysHaveAPortOfTheirOwnWhereTheOperatorWantsIt() throws Exception {
    try (MessagingServer server =
        builder()
            .gateway(GatewayConfig.DEFAULTS.withPort(0))
            .plugin(new TestPlugin("gw", saying("here")))
            .start()) {
      URI gateways = server.gatewayAddress();

      assertThat(gateways.getPort()).isPositive().isNotEqualTo(server.address().getPort());
      assertThat(get(gateways, "/gateway/gw/").body()).isEqualTo("here");
      assertThat(get(gateways, "/health/ready").statusCode()).isEqualTo(200);
      assertThat(get(gateways, "/Remote/Services88/Messaging.svc?wsdl").statusCode())
          .isEqualTo(404);
      assertThat(get(server, "/gateway/gw/").statusCode()).isEqualTo(404);
      assertThat(get(server, "/Remote/Services88/Messaging.svc?wsdl").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void gatewaysCallAtTheAddressOfTheServiceOtherwise() {
    try (MessagingServer server = start("gw", signed())) {
      assertThat(server.gatewayAddress()).isEqualTo(server.address());
    }
  }

  @Test
  void pluginChecksTheAddressThatATrustedProxyNames() throws Exception {
    AddressList gateway = AddressList.parse("203.0.113.0/24");
    CallbackHandler handler =
        request ->
            gateway.contains(request.remoteAddress())
                ? CallbackResponse.ok()
                : CallbackResponse.unauthorized();
    try (MessagingServer trusting =
        builder()
            .http(
                HttpConfig.DEFAULTS.withPort(0).withTrustedProxies(AddressList.parse("127.0.0.1")))
            .plugin(new TestPlugin("gw", handler))
            .start()) {
      assertThat(forwarded(trusting, "203.0.113.9")).isEqualTo(200);
      assertThat(forwarded(trusting, "203.0.113.9, 198.51.100.1")).isEqualTo(401);
      assertThat(forwarded(trusting, "198.51.100.1, 203.0.113.9")).isEqualTo(200);
      assertThat(get(trusting, "/gateway/gw/").statusCode()).isEqualTo(401);
    }
    try (MessagingServer wary = start("gw", handler)) {
      assertThat(forwarded(wary, "203.0.113.9")).isEqualTo(401);
    }
  }

  @Test
  void bodyLimitAndReadTimeAreKeptBeforeThePluginIsCalled() throws Exception {
    HttpConfig d = HttpConfig.DEFAULTS;
    HttpConfig impatient =
        new HttpConfig(
            d.host(),
            0,
            d.publicUrl(),
            d.maxBodyBytes(),
            d.maxBodyBytesInFlight(),
            d.maxThreads(),
            d.maxQueuedRequests(),
            d.maxConnections(),
            d.maxHeaderBytes(),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            d.stopTimeout());
    try (MessagingServer server =
        builder()
            .http(impatient)
            .gateway(GatewayConfig.DEFAULTS.withMaxBodyBytes(2_048))
            .plugin(new TestPlugin("gw", noting()))
            .start()) {
      assertThat(send(server, "/gateway/gw/", new byte[2_048]).statusCode()).isEqualTo(200);
      assertThat(send(server, "/gateway/gw/", new byte[2_049]).statusCode()).isEqualTo(413);
      try (RawClient raw = new RawClient(server.address())) {
        raw.say("POST /gateway/gw/ HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
        assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 408 ");
      }
      assertThat(taken).hasSize(1);
    }
  }

  private static void awaitNoMoreConnections(URI server) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (System.nanoTime() < end) {
      try (RawClient raw = new RawClient(server)) {
        assertThat(raw).isNotNull();
      } catch (IOException e) {
        return;
      }
    }
    throw new AssertionError("the server still listens");
  }

  private CallbackHandler signed() {
    return request -> {
      if (!SIGNATURE.matches(request.body(), request.header("X-Signature"))) {
        return CallbackResponse.unauthorized();
      }
      return noting().answer(request);
    };
  }

  private static CallbackHandler saying(String text) {
    return request -> CallbackResponse.ok(text);
  }

  private CallbackHandler noting() {
    return request -> {
      taken.add(request);
      return CallbackResponse.ok();
    };
  }

  private MessagingServer start(String plugin, CallbackHandler handler, String... settings) {
    MessagingServerBuilder builder = builder().plugin(new TestPlugin(plugin, handler));
    if (settings.length > 0) {
      builder.pluginSettings(plugin, Map.of(settings[0], settings[1]));
    }
    return builder.start();
  }

  private MessagingServerBuilder builder() {
    return LocalServer.without(directory);
  }

  private HttpResponse<String> get(MessagingServer server, String path) throws Exception {
    return get(server.address(), path);
  }

  private HttpResponse<String> get(URI server, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server + path)).build(), BodyHandlers.ofString());
  }

  private int forwarded(MessagingServer server, String addresses) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.address() + "/gateway/gw/"))
                .header("X-Forwarded-For", addresses)
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> send(
      MessagingServer server, String path, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest request(MessagingServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path)).build();
  }

  private static List<String> names(HttpResponse<String> response) {
    return List.copyOf(response.headers().map().keySet());
  }
}
