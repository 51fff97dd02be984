package org.messagingagent.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.soap.SoapRequest;
import org.messagingagent.server.soap.SoapService;
import org.messagingagent.spi.callback.AddressList;

class FrontTest {

  private static final String PATH = "/Remote/Services88/Messaging.svc";
  private static final String PRINCIPAL = "/Remote/Services88/SoPrincipal.svc";
  private static final String SEND = "<e:Envelope><e:Body><w:SendMessages/></e:Body></e:Envelope>";

  private final EchoEndpoint soap = new EchoEndpoint();
  private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/Remote/Services88/Messaging.svc, MESSAGING, 88",
    "/remote/services73/messaging.svc, MESSAGING, 73",
    "/REMOTE/SERVICES82/SOPRINCIPAL.SVC, SO_PRINCIPAL, 82",
    "/Remote/Services88/Messaging.svc/, MESSAGING, 88",
    "/Remote/Services88/%4dessaging%2Esvc, MESSAGING, 88",
  })
  void serviceIsFoundAtItsAddress(String path, SoapService service, int number) throws Exception {
    start(HttpConfig.DEFAULTS);

    HttpResponse<String> response = post(path, "<hello/>");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("<hello/>");
    assertThat(response.headers().firstValue("Content-Length")).contains("8");
    assertThat(response.headers().firstValue("Server")).isEmpty();
    assertThat(soap.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.service()).isEqualTo(service);
              assertThat(request.addressNumber()).isEqualTo(number);
              assertThat(request.contentType()).isEqualTo("text/xml; charset=utf-8");
              assertThat(request.idempotencyKey()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Remote/Services74/Messaging.svc",
        "/Remote/Services88/Other.svc",
        "/Remote/Services88/Messaging.svc//",
        "/Remote//Services88/Messaging.svc",
        "//Remote/Services88/Messaging.svc",
        "/x/../Remote/Services88/Messaging.svc",
        "/x/%2e%2e/Remote/Services88/Messaging.svc",
        "/./Remote/Services88/Messaging.svc",
        "/Remote/Services88/Messaging.svc;x",
        "/Remote;x/Services88/Messaging.svc",
        "/Remote/Services88%2FMessaging.svc",
        "/Remote/Services88/Messaging.svc%00",
        "/Remote/Services88/Messaging.svc/js",
        "/Remote/Services%zz/Messaging.svc",
        "/Remote/Services88\\Messaging.svc",
        "/health/LIVE",
        "/admin/v1/users",
        "/favicon.ico",
      })
  void otherAddressesAreNotFoundInPlainText(String path) throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      String answer = raw.say("Connection: close\r\nContent-Length: 4\r\n\r\n<a/>").hearAll();

      assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*").contains("Content-Type: text/plain");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("<html", "jetty");
      assertThat(soap.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "OPTIONS", "DELETE", "PATCH", "TRACE", "post", "FOO"})
  void otherVerbsAreRefusedWithThoseAllowed(String method) throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      String answer =
          raw.say(method + " " + PATH + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
              .hearAll();

      assertThat(answer)
          .startsWith("HTTP/1.1 405 ")
          .contains("Allow: GET, HEAD, POST", "Content-Type: text/plain");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?wsdl", "?WSDL", "?singleWsdl", "?SINGLEWSDL", "?wsdl=", "?wsdl&x=y"})
  void wsdlCarriesTheAddressThatTheCallerReached(String query) throws Exception {
    start(HttpConfig.DEFAULTS);

    HttpResponse<String> response = get("/remote/services75/soprincipal.svc" + query);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/xml; charset=utf-8");
    assertThat(response.body())
        .isEqualTo(
            "<definitions>SO_PRINCIPAL 75 %s/Remote/Services75/SoPrincipal.svc</definitions>"
                .formatted(server.address()));
  }

  @Test
  void wsdlCarriesTheConfiguredPublicUrl() throws Exception {
    HttpConfig d = HttpConfig.DEFAULTS;
    start(
        new HttpConfig(
            d.host(),
            0,
            Optional.of(URI.create("https://sms.example.com/Cust1/")),
            d.maxBodyBytes(),
            d.maxBodyBytesInFlight(),
            d.maxThreads(),
            d.maxQueuedRequests(),
            d.maxConnections(),
            d.maxHeaderBytes(),
            d.idleTimeout(),
            d.readTimeout(),
            d.stopTimeout()));

    assertThat(get(PATH + "?wsdl").body())
        .contains(" https://sms.example.com/Cust1/Remote/Services88/Messaging.svc<");
  }

  @Test
  void wsdlTakesTheSchemeOfATrustedProxyAndRefusesAHostThatIsNone() throws Exception {
    start(HttpConfig.DEFAULTS.withTrustedProxies(AddressList.parse("127.0.0.1")));

    assertThat(ask("GET " + PATH + "?wsdl", "Host: a.example:444", "X-Forwarded-Proto: https"))
        .contains(" https://a.example:444/Remote/Services88/Messaging.svc<");
    assertThat(ask("GET " + PATH + "?wsdl", "Host: a.example", "X-Forwarded-Proto: gopher"))
        .contains(" http://a.example/Remote/Services88/Messaging.svc<");
    assertThat(ask("GET " + PATH + "?wsdl", "Host: a<b>")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void wsdlTakesNoSchemeFromAnybodyElse() throws Exception {
    start(HttpConfig.DEFAULTS);

    assertThat(ask("GET " + PATH + "?wsdl", "Host: a.example", "X-Forwarded-Proto: https"))
        .contains(" http://a.example/Remote/Services88/Messaging.svc<");
  }

  @Test
  void getWithoutAQuestionSaysWhatTheAddressIs() throws Exception {
    start(HttpConfig.DEFAULTS);

    HttpResponse<String> response = get(PATH);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(response.body()).contains("Services88", PATH + "?wsdl");
    assertThat(get("/").body()).contains(PATH);
  }

  @Test
  void headAnswersTheLengthWithoutTheContent() throws Exception {
    start(HttpConfig.DEFAULTS);

    String answer = ask("HEAD " + PATH + "?wsdl", "Host: h");

    assertThat(answer).startsWith("HTTP/1.1 200 ").containsPattern("Content-Length: [1-9]");
    assertThat(answer).endsWith("\r\n\r\n");
  }

  @Test
  void healthTellsLifeFromReadiness() throws Exception {
    start(HttpConfig.DEFAULTS);

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    problem.set(Optional.of("the disk is full"));

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("the disk is full");
    assertThat(ask("HEAD /health/ready", "Host: h")).startsWith("HTTP/1.1 503 ");
    assertThat(ask("POST /health/ready", "Host: h", "Content-Length: 0"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD");
  }

  @ParameterizedTest
  @CsvSource({
    "text/xml, 200",
    "TEXT/XML;charset=utf-16, 200",
    "application/soap+xml; action=\"x\", 200",
    "application/xml, 200",
    "application/vnd.x+xml, 200",
    "application/json, 415",
    "application/x-www-form-urlencoded, 415",
    "multipart/related; type=\"text/xml\", 415",
    "nonsense, 415",
  })
  void contentTypeMustBeXml(String contentType, int status) throws Exception {
    start(HttpConfig.DEFAULTS);

    HttpResponse<String> response =
        client.send(
            request(PATH)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString("<a/>"))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 415) {
      assertThat(response.body()).contains("<Fault number='88'>UNSUPPORTED_CONTENT_TYPE");
      assertThat(soap.requests()).isEmpty();
    }
  }

  @Test
  void missingContentTypeIsLeftToTheBody() throws Exception {
    start(HttpConfig.DEFAULTS);

    assertThat(ask("POST " + PATH, "Host: h", "Content-Length: 0")).startsWith("HTTP/1.1 200 ");
    assertThat(soap.requests()).singleElement().extracting(SoapRequest::contentType).isEqualTo("");
  }

  @Test
  void compressedRequestIsRefused() throws Exception {
    start(HttpConfig.DEFAULTS);

    HttpResponse<String> response =
        client.send(
            request(PATH)
                .header("Content-Type", "text/xml")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("x"))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("Content-Encoding 'gzip'");
  }

  @Test
  void refusalOfWhatHasArrivedKeepsTheConnection() throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      String head = "POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n";

      raw.say(head + "Content-Type: text/css\r\n\r\n<a/>");
      assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 415 ");
      raw.say(head + "Content-Type: text/xml\r\n\r\n<b/>");
      assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 200 ").endsWith("<b/>");
    }
  }

  @Test
  void idempotencyKeyIsPassedOn() throws Exception {
    start(HttpConfig.DEFAULTS);

    ask("POST " + PATH, "Host: h", "idempotency-key: k-1", "Content-Length: 0");

    assertThat(soap.requests())
        .singleElement()
        .extracting(SoapRequest::idempotencyKey)
        .isEqualTo(Optional.of("k-1"));
  }

  @Test
  void largeBodiesArriveWhole() throws Exception {
    start(HttpConfig.DEFAULTS);
    String body = "<a>" + "x".repeat(3_000_000) + "</a>";

    assertThat(post(PATH, body).body()).isEqualTo(body);
    HttpResponse<String> chunked =
        client.send(
            request(PATH)
                .header("Content-Type", "text/xml")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(UTF_8))))
                .build(),
            BodyHandlers.ofString());
    assertThat(chunked.body()).isEqualTo(body);
  }

  @Test
  void announcedBodyOverTheLimitIsRefusedBeforeItIsSent() throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      raw.say("Content-Length: 10485761\r\n\r\n<a>");

      assertThat(raw.hearAnswer())
          .startsWith("HTTP/1.1 413 ")
          .contains("Connection: close", "BODY_TOO_LARGE", "10485760");
    }
  }

  @Test
  void refusalReachesACallerThatSendsItAllFirst() throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      raw.say("Content-Length: 20000000\r\n\r\n").say(new byte[20_000_000]);

      assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 413 ").contains("BODY_TOO_LARGE");
    }
    assertThat(post(PATH, "<still-there/>").statusCode()).isEqualTo(200);
  }

  @Test
  void chunkedBodyStopsAtTheLimit() throws Exception {
    start(config(1_024, 30_000, 60_000));
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      raw.say("Transfer-Encoding: chunked\r\n\r\n");
      raw.say("400\r\n" + "x".repeat(1_024) + "\r\n").say("1\r\nx\r\n");

      assertThat(raw.hearAnswer()).startsWith("HTTP/1.1 413 ").contains("BODY_TOO_LARGE");
    }
    assertThat(soap.requests()).isEmpty();
  }

  @Test
  void bodyOfExactlyTheLimitIsTaken() throws Exception {
    start(config(1_024, 30_000, 60_000));

    assertThat(post(PATH, "x".repeat(1_024)).statusCode()).isEqualTo(200);
    assertThat(post(PATH, "x".repeat(1_025)).statusCode()).isEqualTo(413);
  }

  @Test
  void expectContinueIsAnsweredBeforeTheBody() throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      raw.say("Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");

      assertThat(raw.hearUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      assertThat(raw.say("<a/>").hearAnswer()).startsWith("HTTP/1.1 200 ").endsWith("<a/>");
    }
  }

  @ParameterizedTest
  @CsvSource({"text/xml, 99999999, 413", "text/css, 4, 415"})
  void expectContinueIsNotAnsweredWhereTheBodyIsNotWanted(
      String contentType, String length, String status) throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: " + contentType + "\r\n");
      raw.say("Expect: 100-continue\r\nContent-Length: " + length + "\r\n\r\n");

      assertThat(raw.hearAll()).startsWith("HTTP/1.1 " + status).contains("Connection: close");
    }
  }

  @Test
  @Timeout(30)
  void silentCrowdThatTakesAllConnectionsMakesRoomForOthers() throws Exception {
    HttpConfig d = HttpConfig.DEFAULTS;
    start(
        new HttpConfig(
            d.host(),
            0,
            d.publicUrl(),
            d.maxBodyBytes(),
            d.maxBodyBytesInFlight(),
            32,
            d.maxQueuedRequests(),
            8,
            d.maxHeaderBytes(),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            d.stopTimeout()));
    List<RawClient> crowd = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      crowd.add(new RawClient(server.address()).say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\n"));
    }

    assertThat(post(PATH, "<a/>").statusCode()).isEqualTo(200);

    for (RawClient raw : crowd) {
      raw.close();
    }
  }

  @Test
  void slowSendersHoldNoThread() throws Exception {
    start(config(10_000, 30_000, 60_000));
    List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      RawClient raw = new RawClient(server.address());
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      slow.add(raw.say("Content-Length: 4\r\n\r\n<a"));
    }

    assertThat(post(PATH, "<quick/>").statusCode()).isEqualTo(200);
    for (RawClient raw : slow) {
      assertThat(raw.say("/>").hearAnswer()).endsWith("<a/>");
      raw.close();
    }
  }

  @Test
  void senderThatStallsIsToldSo() throws Exception {
    start(config(10_000, 300, 60_000));
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      raw.say("Content-Length: 4\r\n\r\n<a");

      assertThat(raw.hearAll()).startsWith("HTTP/1.1 408 ").contains("<Fault");
    }
  }

  @Test
  void bodyThatDripsInIsCutAfterTheReadTimeout() throws Exception {
    start(config(100_000, 30_000, 300));
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
      raw.say("Content-Length: 100000\r\n\r\n");

      assertThat(dripUntilClosed(raw)).isLessThan(100_000);
    }
    assertThat(soap.requests()).isEmpty();
  }

  @Test
  void headersThatDripInAreCutAfterTheReadTimeout() throws Exception {
    start(config(100_000, 30_000, 300));
    try (RawClient raw = new RawClient(server.address())) {
      raw.say("POST " + PATH + " HTTP/1.1\r\nX: ");

      assertThat(dripUntilClosed(raw)).isLessThan(16_000);
    }
  }

  @Test
  void callMayTakeLongerThanTheIdleTimeout() throws Exception {
    start(config(10_000, 200, 60_000));
    CountDownLatch never = new CountDownLatch(1);
    soap.answerWith(
        request -> {
          waitFor(never, 700);
          return EchoEndpoint.reply(200, "<late/>");
        });

    assertThat(post(PATH, "<a/>").body()).isEqualTo("<late/>");
  }

  @Test
  void messagesAreTakenWhileSendsBlock() throws Exception {
    HttpConfig d = HttpConfig.DEFAULTS;
    start(threads(16, 1_000));
    Semaphore blocked = new Semaphore(0);
    CountDownLatch go = new CountDownLatch(1);
    soap.answerWith(
        request -> {
          if (new String(request.body(), UTF_8).equals(SEND)) {
            blocked.release();
            waitFor(go, 20_000);
          }
          return EchoEndpoint.reply(200, "<done/>");
        });
    List<CompletableFuture<HttpResponse<String>>> sends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sends.add(client.sendAsync(posting(PATH, SEND), BodyHandlers.ofString()));
    }
    assertThat(blocked.tryAcquire(8, 20, TimeUnit.SECONDS)).isTrue();

    assertThat(post(PATH, "<CreateMessage/>").body()).isEqualTo("<done/>");
    assertThat(post(PRINCIPAL, "<LogOn/>").body()).isEqualTo("<done/>");
    assertThat(blocked.tryAcquire()).isFalse();
    go.countDown();
    for (CompletableFuture<HttpResponse<String>> send : sends) {
      assertThat(send.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(d.maxThreads()).isGreaterThanOrEqualTo(200);
  }

  @Test
  void whatFindsNoRoomIsRefusedAndToldToComeAgain() throws Exception {
    start(threads(8, 1));
    CountDownLatch go = new CountDownLatch(1);
    Semaphore blocked = new Semaphore(0);
    soap.answerWith(
        request -> {
          blocked.release();
          waitFor(go, 20_000);
          return EchoEndpoint.reply(200, "<done/>");
        });
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(posting(PRINCIPAL, "<a/>"), BodyHandlers.ofString());
    assertThat(blocked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<HttpResponse<String>> second =
        client.sendAsync(posting(PRINCIPAL, "<b/>"), BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> third =
        client.sendAsync(posting(PRINCIPAL, "<c/>"), BodyHandlers.ofString());

    @SuppressWarnings("unchecked")
    HttpResponse<String> refused =
        (HttpResponse<String>) CompletableFuture.anyOf(second, third).get(20, TimeUnit.SECONDS);

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body()).contains("<Fault number='88'>TRY_AGAIN");
    go.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(List.of(second.get().statusCode(), third.get().statusCode()))
        .containsExactlyInAnyOrder(200, 503);
  }

  @Test
  void bodiesInFlightShareABudget() throws Exception {
    HttpConfig d = HttpConfig.DEFAULTS;
    start(
        new HttpConfig(
            d.host(),
            0,
            d.publicUrl(),
            300_000,
            400_000,
            8,
            10,
            100,
            8_192,
            d.idleTimeout(),
            d.readTimeout(),
            d.stopTimeout()));
    CountDownLatch go = new CountDownLatch(1);
    Semaphore blocked = new Semaphore(0);
    soap.answerWith(
        request -> {
          blocked.release();
          waitFor(go, 20_000);
          return EchoEndpoint.reply(200, "<done/>");
        });
    CompletableFuture<HttpResponse<String>> large =
        client.sendAsync(posting(PATH, "x".repeat(250_000)), BodyHandlers.ofString());
    assertThat(blocked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();

    assertThat(post(PATH, "x".repeat(100_000)).statusCode()).isEqualTo(503);
    CompletableFuture<HttpResponse<String>> small =
        client.sendAsync(posting(PATH, "<small/>"), BodyHandlers.ofString());
    assertThat(blocked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    go.countDown();
    assertThat(large.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(small.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(post(PATH, "x".repeat(250_000)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_024, 65_536, 65_537, 99_999, 100_000, 100_001, 100_002})
  void bodyOfTheLargestSizeIsTakenWithTheLeastMemoryAndLessIsRefused(int largest) throws Exception {
    long least = HttpConfig.leastBodyBytesInFlight(largest);
    start(memory(largest, least));

    assertThat(post(PATH, "x".repeat(largest)).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> memory(largest, least - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "http.max-bodies-in-flight must be at least %d, or no request as large as"
                    .formatted(least)
                + " http.max-body (%d) could ever be taken; was %d".formatted(largest, least - 1));
  }

  @Test
  void busyReplyOfTheServiceSaysWhenToComeAgain() throws Exception {
    start(HttpConfig.DEFAULTS);
    soap.answerWith(request -> EchoEndpoint.reply(503, "<busy/>"));

    assertThat(post(PATH, "<a/>").headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void everyAnswerToASoapRequestTellsThatIdempotencyKeysAreKnown() throws Exception {
    start(HttpConfig.DEFAULTS);

    assertThat(post(PATH, "<a/>").headers().firstValue("Accept-Idempotency-Key")).contains("true");
    soap.answerWith(request -> EchoEndpoint.reply(503, "<busy/>"));
    assertThat(post(PATH, "<a/>").headers().firstValue("Accept-Idempotency-Key")).contains("true");
  }

  @Test
  void failureOfTheEndpointIsAFaultWithoutItsReason() throws Exception {
    start(HttpConfig.DEFAULTS);
    soap.answerWith(
        request -> {
          throw new IllegalStateException("secret");
        });

    HttpResponse<String> response = post(PATH, "<a/>");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("INTERNAL_ERROR").doesNotContain("secret", "Exception");
  }

  @Test
  void connectionServesManyRequestsAlsoPipelined() throws Exception {
    start(HttpConfig.DEFAULTS);
    String one =
        "POST "
            + PATH
            + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\nContent-Length: 4\r\n\r\n";
    try (RawClient raw = new RawClient(server.address())) {
      raw.say(one + "<a/>" + one + "<b/>" + one + "<c/>");

      assertThat(raw.hearAnswer()).endsWith("<a/>");
      assertThat(raw.hearAnswer()).endsWith("<b/>");
      assertThat(raw.hearAnswer()).endsWith("<c/>");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nBad Header: x\r\n\r\n",
      })
  void whatIsNoProperHttpIsRefusedInPlainText(String request) throws Exception {
    start(HttpConfig.DEFAULTS);
    try (RawClient raw = new RawClient(server.address())) {
      String answer = raw.say(request).hearAll();

      assertThat(answer).matches("(?s)HTTP/1.1 (4|5)\\d\\d .*");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("<html", "jetty");
    }
  }

  @Test
  void headersOverTheLimitAreRefused() throws Exception {
    start(HttpConfig.DEFAULTS);

    assertThat(ask("GET /", "Host: h", "Accept: text/html", "X: " + "x".repeat(20_000)))
        .startsWith("HTTP/1.1 431 ")
        .doesNotContain("<");
  }

  @Test
  void brokenChunkedFramingIsRefused() throws Exception {
    start(HttpConfig.DEFAULTS);

    assertThat(
            ask(
                "POST " + PATH,
                "Host: h",
                "Content-Type: text/xml",
                "Transfer-Encoding: chunked",
                "",
                "zz",
                "<a/>"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(soap.requests()).isEmpty();
  }

  @Test
  void callerThatLeavesMidwayCostsNothing() throws Exception {
    start(HttpConfig.DEFAULTS);
    for (int i = 0; i < 20; i++) {
      try (RawClient raw = new RawClient(server.address())) {
        raw.say("POST " + PATH + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n");
        raw.say("Content-Length: 4000\r\n\r\n<a");
      }
    }

    assertThat(post(PATH, "<a/>").statusCode()).isEqualTo(200);
    server.close();
    assertThat(server.inFlight()).isZero();
    assertThat(soap.requests()).hasSize(1);
  }

  @Test
  void stopLetsRequestsInProgressFinishAndTakesNoNewOnes() throws Exception {
    start(HttpConfig.DEFAULTS);
    CountDownLatch go = new CountDownLatch(1);
    Semaphore blocked = new Semaphore(0);
    soap.answerWith(
        request -> {
          blocked.release();
          waitFor(go, 20_000);
          return EchoEndpoint.reply(200, "<done/>");
        });
    CompletableFuture<HttpResponse<String>> inProgress =
        client.sendAsync(posting(PATH, "<a/>"), BodyHandlers.ofString());
    assertThat(blocked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
    awaitRefusal();
    assertThat(stopped).isNotDone();
    go.countDown();

    HttpResponse<String> response = inProgress.get(20, TimeUnit.SECONDS);
    assertThat(response.body()).isEqualTo("<done/>");
    assertThat(response.headers().firstValue("Connection")).contains("close");
    stopped.get(20, TimeUnit.SECONDS);
  }

  @Test
  void stopIsBounded() throws Exception {
    HttpConfig d = config(10_000, 30_000, 60_000);
    start(
        new HttpConfig(
            d.host(),
            0,
            d.publicUrl(),
            10_000,
            10_000,
            8,
            10,
            100,
            8_192,
            d.idleTimeout(),
            d.readTimeout(),
            Duration.ofMillis(100)));
    CountDownLatch go = new CountDownLatch(1);
    Semaphore blocked = new Semaphore(0);
    soap.answerWith(
        request -> {
          blocked.release();
          waitFor(go, 20_000);
          return EchoEndpoint.reply(200, "<done/>");
        });
    CompletableFuture<HttpResponse<String>> inProgress =
        client.sendAsync(posting(PATH, "<a/>"), BodyHandlers.ofString());
    assertThat(blocked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();

    server.close();

    assertThatThrownBy(() -> inProgress.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    go.countDown();
  }

  @Test
  void portInUseIsSaidWithTheSettingThatHelps() {
    start(HttpConfig.DEFAULTS);
    HttpConfig same = HttpConfig.DEFAULTS.withPort(server.address().getPort());

    assertThatThrownBy(() -> HttpServer.start(same, "http", exchange -> {}))
        .isInstanceOf(HttpStartException.class)
        .hasMessageContaining("port " + same.port() + ": the port is in use")
        .hasMessageContaining("messaging.http.port");
  }

  @Test
  void hostThatIsNotOursIsSaid() {
    HttpConfig other = HttpConfig.DEFAULTS.withPort(0).withHost("192.0.2.1");

    assertThatThrownBy(() -> HttpServer.start(other, "http", exchange -> {}))
        .isInstanceOf(HttpStartException.class)
        .hasMessageContaining("192.0.2.1")
        .hasMessageContaining("messaging.http.host");
  }

  private void start(HttpConfig config) {
    server = HttpServer.start(config.withPort(0), "http", new Front(config, soap, problem::get));
  }

  private static HttpConfig config(int maxBody, long idleMillis, long readMillis) {
    HttpConfig d = HttpConfig.DEFAULTS;
    return new HttpConfig(
        d.host(),
        0,
        d.publicUrl(),
        maxBody,
        d.maxBodyBytesInFlight(),
        32,
        d.maxQueuedRequests(),
        d.maxConnections(),
        d.maxHeaderBytes(),
        Duration.ofMillis(idleMillis),
        Duration.ofMillis(readMillis),
        d.stopTimeout());
  }

  private static HttpConfig memory(int maxBody, long inFlight) {
    HttpConfig d = HttpConfig.DEFAULTS;
    return new HttpConfig(
        d.host(),
        0,
        d.publicUrl(),
        maxBody,
        inFlight,
        d.maxThreads(),
        d.maxQueuedRequests(),
        d.maxConnections(),
        d.maxHeaderBytes(),
        d.idleTimeout(),
        d.readTimeout(),
        d.stopTimeout());
  }

  private static HttpConfig threads(int maxThreads, int queued) {
    HttpConfig d = HttpConfig.DEFAULTS;
    return new HttpConfig(
        d.host(),
        0,
        d.publicUrl(),
        d.maxBodyBytes(),
        d.maxBodyBytesInFlight(),
        maxThreads,
        queued,
        d.maxConnections(),
        d.maxHeaderBytes(),
        d.idleTimeout(),
        d.readTimeout(),
        d.stopTimeout());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path));
  }

  private HttpRequest posting(String path, String body) {
    return request(path)
        .header("Content-Type", "text/xml; charset=utf-8")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(posting(path, body), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  /** The answer to these lines; an empty one ends the headers, else they end by themselves. */
  private String ask(String firstLine, String... lines) throws IOException {
    StringBuilder text = new StringBuilder(firstLine + " HTTP/1.1\r\nConnection: close\r\n");
    boolean ended = false;
    for (String line : lines) {
      ended |= line.isEmpty();
      text.append(line).append("\r\n");
    }
    if (!ended) {
      text.append("\r\n");
    }
    try (RawClient raw = new RawClient(server.address())) {
      return raw.say(text.toString()).hearAll();
    }
  }

  /** Sends a byte now and then until the server has had enough; how many it were. */
  private static int dripUntilClosed(RawClient raw) {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2_000; i++) {
      try {
        raw.say("x");
        waitFor(never, 10);
      } catch (IOException e) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  private void awaitRefusal() {
    while (true) {
      try {
        new RawClient(server.address()).close();
        Thread.onSpinWait();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void waitFor(CountDownLatch latch, long millis) {
    try {
      latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
