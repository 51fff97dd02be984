package org.messagingagent.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.callback.AddressList;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

@Timeout(60)
class GatewayFrontTest {

  private static final long WAIT_SECONDS = 20;

  private final BlockingQueue<CallbackRequest> came = new LinkedBlockingQueue<>();
  private final BlockingQueue<Consumer<CallbackResponse>> held = new LinkedBlockingQueue<>();
  private final List<HttpServer> servers = new ArrayList<>();
  private volatile Optional<CallbackResponse> response = Optional.of(CallbackResponse.ok("done"));
  private volatile boolean gone;
  private URI service;

  @AfterEach
  void stop() {
    servers.forEach(HttpServer::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
  void pluginGetsWhatTheGatewaySent(String method) throws Exception {
    start(HttpConfig.DEFAULTS);

    String answer =
        ask(
            method + " /gateway/sms/receipt%2F1?id=1&id=2",
            "hällo",
            "Host: h",
            "X-Sig: a",
            "x-sig: b");

    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Type: text/plain; charset=utf-8")
        .contains("X-Content-Type-Options: nosniff", "Cache-Control: no-store")
        .endsWith("\r\n\r\ndone");
    CallbackRequest request = came.remove();
    assertThat(request.method()).isEqualTo(method);
    assertThat(request.path()).isEqualTo("/receipt%2F1");
    assertThat(request.query()).isEqualTo("id=1&id=2");
    assertThat(request.headers().get("X-SIG")).containsExactly("a", "b");
    assertThat(request.text()).isEqualTo("hällo");
    assertThat(request.remoteAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
    assertThat(request.secure()).isFalse();
  }

  @Test
  void headIsAnsweredWithTheLengthAlone() throws Exception {
    start(HttpConfig.DEFAULTS);

    String answer = ask("HEAD /gateway/sms", "", "Host: h");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Content-Length: 4\r\n");
    assertThat(answer).endsWith("\r\n\r\n");
    assertThat(came.remove().method()).isEqualTo("HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE", "CONNECTX", "PROPFIND", "post"})
  void otherMethodsAreRefusedWhateverThePlugin(String method) throws Exception {
    start(HttpConfig.DEFAULTS);

    for (String plugin : List.of("sms", "unknown")) {
      assertThat(ask(method + " /gateway/" + plugin + "/", "", "Host: h"))
          .startsWith("HTTP/1.1 405 ")
          .contains("Allow: GET, HEAD, POST, PUT, PATCH, DELETE");
    }
    assertThat(came).isEmpty();
  }

  @Test
  void whatIsNotThereLooksAlwaysTheSame() throws Exception {
    start(HttpConfig.DEFAULTS);
    String unknown = shape(ask("POST /gateway/unknown/x", "<a/>", "Host: h"));

    assertThat(unknown)
        .startsWith("HTTP/1.1 404 ")
        .contains("Content-Type: text/plain; charset=utf-8")
        .endsWith("There is nothing at this address.\n");
    for (String path :
        List.of(
            "/gateway/SMS/x",
            "/gateway/",
            "/gateway//sms",
            "/gateway/../health/live",
            "/gateway/%2e%2e/health/live",
            "/gateway/sms%2Fx",
            "/gateway/sms;x/y",
            "/gateway/sms/../x",
            "/gateway/sms/%2E%2e/x")) {
      assertThat(shape(ask("POST " + path, "<a/>", "Host: h"))).as(path).isEqualTo(unknown);
    }
    assertThat(came).isEmpty();
  }

  @Test
  void addressesOfTheServiceCannotBeReachedThroughAGateway() throws Exception {
    start(HttpConfig.DEFAULTS);

    for (String path :
        List.of("/gateway/../health/live", "/gateway/sms/../../health/live", "/GATEWAY/sms")) {
      assertThat(ask("GET " + path, "", "Host: h")).as(path).startsWith("HTTP/1.1 404 ");
    }
    assertThat(came).isEmpty();
  }

  @Test
  void tooLargeABodyIsRefusedWithAndWithoutALength() throws Exception {
    start(HttpConfig.DEFAULTS, GatewayConfig.DEFAULTS.withMaxBodyBytes(1_024));

    assertThat(ask("POST /gateway/sms", "x".repeat(1_024), "Host: h")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("POST /gateway/sms", "x".repeat(1_025), "Host: h"))
        .startsWith("HTTP/1.1 413 ")
        .contains("1024 bytes");
    try (RawClient raw = new RawClient(service)) {
      raw.say("POST /gateway/sms HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      raw.say("800\r\n" + "x".repeat(2_048) + "\r\n");
      assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 413 ");
    }
    assertThat(came).hasSize(1);
  }

  @Test
  void limitOfBodiesIsNotThatOfTheService() throws Exception {
    start(HttpConfig.DEFAULTS);

    assertThat(ask("POST /gateway/sms", "x".repeat((1 << 20) + 1), "Host: h"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(ask("POST /gateway/sms", "x".repeat(1 << 20), "Host: h"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(came.remove().body()).hasSize(1 << 20);
  }

  @Test
  void slowBodyIsGivenUp() throws Exception {
    start(slow(200));
    try (RawClient raw = new RawClient(service)) {
      raw.say("POST /gateway/sms HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 408 ");
    }
    assertThat(came).isEmpty();
  }

  @Test
  void tooManyHeadersAreRefused() throws Exception {
    start(HttpConfig.DEFAULTS);
    String[] headers = new String[201];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = i == 0 ? "Host: h" : "A: b";
    }

    assertThat(ask("GET /gateway/sms", "", headers)).startsWith("HTTP/1.1 431 ");
    assertThat(came).isEmpty();
  }

  @Test
  void bodiesThatPluginsHoldLeaveRoomForTheService() throws Exception {
    response = Optional.empty();
    String large = "POST /gateway/sms HTTP/1.1\r\nHost: h\r\nContent-Length: 400000\r\n\r\n";
    start(memory(4 << 20), GatewayConfig.DEFAULTS.withMaxBodyBytes(512 * 1024));
    try (RawClient taken = new RawClient(service);
        RawClient refused = new RawClient(service)) {
      taken.say(large).say("x".repeat(400_000));
      assertThat(held.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isNotNull();
      refused.say(large).say("x".repeat(400_000));

      assertThat(refused.hearAnswer()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
      assertThat(
              ask(
                  "POST /Remote/Services88/Messaging.svc",
                  "y".repeat(1_000_000),
                  "Host: h",
                  "Content-Type: text/xml"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void roomIsGivenBackWithEveryAnswer() throws Exception {
    start(memory(2 << 20), GatewayConfig.DEFAULTS.withMaxBodyBytes(512 * 1024));

    for (int i = 0; i < 12; i++) {
      assertThat(ask("POST /gateway/sms", "x".repeat(500_000), "Host: h"))
          .startsWith("HTTP/1.1 200 ");
      assertThat(ask("POST /gateway/sms", "x".repeat(600_000), "Host: h"))
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void pluginThatIsStoppedWhileTheBodyComesIsNotThere() throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(service)) {
      raw.say(
          "POST /gateway/sms HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(raw.hearUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      gone = true;
      raw.say("abc");
      assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 404 ");
    }
    assertThat(came).isEmpty();
  }

  @Test
  void gatewayIsAnsweredFromAnotherThreadAndTheConnectionGoesOn() throws Exception {
    response = Optional.empty();
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(service)) {
      for (int i = 0; i < 3; i++) {
        raw.say("POST /gateway/sms HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
        Consumer<CallbackResponse> gateway = held.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        int number = i;
        Thread plugin = new Thread(() -> gateway.accept(CallbackResponse.ok("n" + number)));
        plugin.start();
        assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 200 ").endsWith("n" + i);
        plugin.join();
      }
    }
  }

  @Test
  void pluginSaysItsOwnHeaders() throws Exception {
    response =
        Optional.of(
            CallbackResponse.of(201, "text/xml", "<ok/>")
                .with("cache-control", "max-age=60")
                .with("x-content-type-options", "other")
                .with("Location", "/gateway/sms/1"));
    start(HttpConfig.DEFAULTS);

    assertThat(ask("POST /gateway/sms", "", "Host: h").toLowerCase(Locale.ROOT))
        .startsWith("http/1.1 201 ")
        .contains("content-type: text/xml\r\n", "cache-control: max-age=60\r\n")
        .contains("x-content-type-options: other\r\n", "location: /gateway/sms/1\r\n")
        .doesNotContain("no-store", "nosniff");
  }

  @Test
  void bodyWithoutATypeIsBytesAndNoBodyHasNoType() throws Exception {
    start(HttpConfig.DEFAULTS);
    response = Optional.of(new CallbackResponse(200, Map.of(), "x".getBytes(UTF_8)));
    assertThat(ask("POST /gateway/sms", "", "Host: h"))
        .contains("Content-Type: application/octet-stream\r\n");

    response = Optional.of(CallbackResponse.ok());
    assertThat(ask("POST /gateway/sms", "", "Host: h"))
        .contains("Content-Length: 0\r\n")
        .doesNotContain("Content-Type:");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void statusWithoutContentHasNone(int status) throws Exception {
    response = Optional.of(CallbackResponse.text(status, "left out"));
    start(HttpConfig.DEFAULTS);

    String answer = ask("POST /gateway/sms", "", "Host: h");

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").endsWith("\r\n\r\n");
    assertThat(answer).doesNotContain("left out");
    if (status == 204) {
      assertThat(answer).doesNotContain("Content-Length");
    }
  }

  @Test
  void portOfTheirOwnServesGatewaysAndHealthAlone() throws Exception {
    URI gateways = startApart();

    assertThat(ask(gateways, "POST /gateway/sms/x", "", "Host: h")).startsWith("HTTP/1.1 200 ");
    assertThat(ask(gateways, "GET /health/live", "", "Host: h")).startsWith("HTTP/1.1 200 ");
    assertThat(ask(gateways, "GET /health/ready", "", "Host: h")).startsWith("HTTP/1.1 200 ");
    assertThat(ask(gateways, "POST /health/ready", "", "Host: h")).startsWith("HTTP/1.1 405 ");
    for (String path : List.of("/", "/Remote/Services88/Messaging.svc?wsdl", "/gateway", "/x")) {
      assertThat(ask(gateways, "GET " + path, "", "Host: h"))
          .startsWith("HTTP/1.1 404 ")
          .endsWith("\r\nThere is nothing at this address.\n");
    }
    assertThat(
            ask(
                gateways,
                "POST /Remote/Services88/Messaging.svc",
                "<a/>",
                "Host: h",
                "Content-Type: text/xml"))
        .startsWith("HTTP/1.1 404 ");
    assertThat(ask("POST /gateway/sms/x", "", "Host: h")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("GET /health/live", "", "Host: h")).startsWith("HTTP/1.1 200 ");
    assertThat(came).hasSize(1);
  }

  @Test
  void portThatIsTakenIsToldWithItsSetting() throws Exception {
    URI taken = startApart();

    assertThatThrownBy(
            () ->
                HttpServer.start(
                    HttpConfig.DEFAULTS.withPort(taken.getPort()),
                    "gateway-http",
                    "messaging.gateway",
                    exchange -> {}))
        .isInstanceOf(HttpStartException.class)
        .hasMessageContaining("set messaging.gateway.port");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The right-most that is no trusted proxy; what stands left of it is hearsay.
        "203.0.113.9 | 203.0.113.9",
        "198.51.100.1, 203.0.113.9 | 203.0.113.9",
        "198.51.100.1, 203.0.113.9, 10.0.0.5 | 203.0.113.9",
        "198.51.100.1, 203.0.113.9,10.0.0.5 ,10.9.9.9 | 203.0.113.9",
        "unknown, 203.0.113.9 | 203.0.113.9",
        "203.0.113.9:4711 | 203.0.113.9",
        "2001:db8::1 | 2001:db8::1",
        "[2001:db8::1] | 2001:db8::1",
        "[2001:db8::1]:4711, 10.0.0.5 | 2001:db8::1",
        "::ffff:203.0.113.9 | 203.0.113.9",
        "203.0.113.9, , | 203.0.113.9",
        // All are trusted: the first of them called.
        "10.0.0.7, 10.0.0.5 | 10.0.0.7",
        // No address where one should be.
        "unknown | 127.0.0.1",
        "203.0.113.9, unknown | 127.0.0.1",
        "203.0.113.9, unknown, 10.0.0.5 | 127.0.0.1",
        "sms.example.com | 127.0.0.1",
        "203.0.113.999 | 127.0.0.1",
        "203.0.113.9:x | 127.0.0.1",
        "[203.0.113.9 | 127.0.0.1",
        "'' | 127.0.0.1",
        "',' | 127.0.0.1",
      })
  void callerBehindATrustedProxyIsTheOneThatItNames(String forwarded, String caller)
      throws Exception {
    start(HttpConfig.DEFAULTS.withTrustedProxies(AddressList.parse("127.0.0.1, 10.0.0.0/8")));

    ask("POST /gateway/sms", "", "Host: h", "X-Forwarded-For: " + forwarded);

    assertThat(came.remove().remoteAddress()).isEqualTo(InetAddress.getByName(caller));
  }

  @Test
  void severalForwardedHeadersAreOneList() throws Exception {
    start(HttpConfig.DEFAULTS.withTrustedProxies(AddressList.parse("127.0.0.1, 10.0.0.0/8")));

    ask(
        "POST /gateway/sms",
        "",
        "Host: h",
        "X-Forwarded-For: 198.51.100.1",
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-For: 10.0.0.5");

    assertThat(came.remove().remoteAddress()).isEqualTo(InetAddress.getByName("203.0.113.9"));
  }

  @Test
  void strangersWordOnWhoCallsIsNotTaken() throws Exception {
    start(HttpConfig.DEFAULTS.withTrustedProxies(AddressList.parse("10.0.0.0/8")));

    ask(
        "POST /gateway/sms",
        "",
        "Host: h",
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-Proto: https");

    CallbackRequest request = came.remove();
    assertThat(request.remoteAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
    assertThat(request.secure()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"https, true", "HTTPS, true", "http, false", "'https,http', false", "gopher, false"})
  void trustedProxySaysWhetherTheGatewaysConnectionWasEncrypted(String scheme, boolean secure)
      throws Exception {
    start(HttpConfig.DEFAULTS.withTrustedProxies(AddressList.parse("127.0.0.0/8")));

    ask("POST /gateway/sms", "", "Host: h", "X-Forwarded-Proto: " + scheme);

    assertThat(came.remove().secure()).isEqualTo(secure);
  }

  private void start(HttpConfig config) {
    start(config, GatewayConfig.DEFAULTS);
  }

  private Front start(HttpConfig config, GatewayConfig gateway) {
    Front front = new Front(config, gateway, new EchoEndpoint(), this::desk, Optional::empty);
    HttpServer server = HttpServer.start(config.withPort(0), "http", front);
    servers.add(server);
    service = server.address();
    return front;
  }

  private URI startApart() {
    GatewayConfig apart = GatewayConfig.DEFAULTS.withPort(0);
    Front front = start(HttpConfig.DEFAULTS, apart);
    HttpServer server =
        HttpServer.start(
            apart.listener(HttpConfig.DEFAULTS).orElseThrow(),
            "gateway-http",
            "messaging.gateway",
            front.gateways());
    servers.add(server);
    return server.address();
  }

  private Optional<GatewayCalls.Desk> desk(String plugin) {
    if (gone || !plugin.equals("sms")) {
      return Optional.empty();
    }
    return Optional.of(
        (request, gateway) -> {
          came.add(request);
          response.ifPresentOrElse(gateway, () -> held.add(gateway));
        });
  }

  private String ask(String start, String body, String... headers) throws IOException {
    return ask(service, start, body, headers);
  }

  private static String ask(URI server, String start, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    StringBuilder head = new StringBuilder(start).append(" HTTP/1.1\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    if (bytes.length > 0) {
      head.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    try (RawClient raw = new RawClient(server)) {
      return raw.say(head.append("\r\n").toString()).say(bytes).hearAll();
    }
  }

  /** Without what differs from one answer to the next anyway. */
  private static String shape(String answer) {
    return answer.replaceAll("Date: [^\r]*\r\n", "");
  }

  private static HttpConfig slow(long readMillis) {
    return with(HttpConfig.DEFAULTS.maxBodyBytesInFlight(), Duration.ofMillis(readMillis));
  }

  private static HttpConfig memory(long bytes) {
    return with(bytes, HttpConfig.DEFAULTS.readTimeout());
  }

  private static HttpConfig with(long bodiesInFlight, Duration time) {
    HttpConfig d = HttpConfig.DEFAULTS;
    return new HttpConfig(
        d.host(),
        0,
        d.publicUrl(),
        1 << 20,
        bodiesInFlight,
        32,
        d.maxQueuedRequests(),
        d.maxConnections(),
        d.maxHeaderBytes(),
        time,
        time,
        Duration.ofMillis(100));
  }
}
