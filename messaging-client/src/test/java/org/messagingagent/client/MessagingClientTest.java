package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.messagingagent.client.ScriptedServer.created;
import static org.messagingagent.client.ScriptedServer.cut;
import static org.messagingagent.client.ScriptedServer.envelope;
import static org.messagingagent.client.ScriptedServer.fault;
import static org.messagingagent.client.ScriptedServer.faultAfter;
import static org.messagingagent.client.ScriptedServer.http;
import static org.messagingagent.client.ScriptedServer.plugins;
import static org.messagingagent.client.ScriptedServer.refusedLogOn;
import static org.messagingagent.client.ScriptedServer.soap;
import static org.messagingagent.client.ScriptedServer.statuses;
import static org.messagingagent.client.ScriptedServer.wrapped;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagingClientTest {

  private static final IncomingMessage HELLO =
      IncomingMessage.forPlugin("file").from("+47").to("2440").content("Hello").build();
  private static final List<OutgoingMessage> TWO =
      List.of(
          OutgoingMessage.to("+471").content("a").build(),
          OutgoingMessage.to("+472").content("b").follows(7).build());

  private final ScriptedServer server = new ScriptedServer();
  private final List<Duration> pauses = new ArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  private MessagingClient.Builder builder() {
    return MessagingClient.builder(server.url()).user("admin", "secret").pauses(this::noted);
  }

  private Duration noted(Duration pause) {
    pauses.add(pause);
    return Duration.ZERO;
  }

  @Test
  void logsOnAtTheFirstCallAndKeepsTheTicket() {
    server.otherwise(created());
    try (MessagingClient client = builder().build()) {
      client.createMessage(HELLO);
      client.createMessage(HELLO);
    }
    assertThat(server.logOns).hasValue(1);
    assertThat(server.requests)
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.body()).contains("<m:Ticket>7T:1</m:Ticket>"));
  }

  @Test
  void speaksTheContractOfTheAddress() {
    server.then(created());
    try (MessagingClient client =
        builder().contract(84).ticket("7T:x").applicationToken("app").build()) {
      client.createMessage(HELLO, "key-1");
    }
    ScriptedServer.Request request = server.requests.get(0);
    String namespace = "http://www.superoffice.net/ws/crm/NetServer/Services84";
    assertThat(request.path()).isEqualTo("/Remote/Services84/Messaging.svc");
    assertThat(request.action()).isEqualTo('"' + namespace + "/Messaging/CreateMessage\"");
    assertThat(request.key()).contains("key-1");
    assertThat(request.body())
        .contains(
            "xmlns:m=\"" + namespace + '"',
            "<m:ApplicationToken>app</m:ApplicationToken>",
            "<m:CreateMessage><m:IncomingMessage><m:To>2440</m:To><m:From>+47</m:From>"
                + "<m:Content>Hello</m:Content><m:Format></m:Format><m:SessionKey></m:SessionKey>"
                + "<m:Plugin>file</m:Plugin></m:IncomingMessage></m:CreateMessage>")
        .doesNotContain("Services87");
    assertThat(server.logOns).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/Remote",
        "/remote/",
        "/Remote/Services82/Messaging.svc",
        "/Remote/services87"
      })
  void takesTheAddressInManyForms(String path) {
    server.then(created());
    try (MessagingClient client =
        MessagingClient.builder(server.url() + path).ticket("7T:x").build()) {
      client.createMessage(HELLO);
    }
    assertThat(server.requests.get(0).path())
        .isEqualToIgnoringCase("/Remote/Services87/Messaging.svc");
  }

  @Test
  void keepsTheSitesPathBeforeRemote() {
    server.then(created());
    try (MessagingClient client =
        MessagingClient.builder(server.url() + "/Cust1/Remote").ticket("7T:x").build()) {
      client.createMessage(HELLO);
    }
    assertThat(server.requests.get(0).path()).isEqualTo("/Cust1/Remote/Services87/Messaging.svc");
  }

  @Test
  void givesOneStatusAMessage() {
    server.then(
        statuses("SendMessages", "11", "1", "", "12", "0", "NOT_SENT: the gateway is down"));
    try (MessagingClient client = builder().build()) {
      List<DeliveryStatus> statuses = client.sendMessages("sms", TWO);
      assertThat(statuses)
          .containsExactly(
              new DeliveryStatus(11, 1, ""),
              new DeliveryStatus(12, 0, "NOT_SENT: the gateway is down"));
      assertThat(statuses.get(0).isHandedOver()).isTrue();
      assertThat(statuses.get(1).isNotSent()).isTrue();
    }
    assertThat(server.requests.get(0).body())
        .contains("<m:ParentMessagingId>7</m:ParentMessagingId>")
        .containsOnlyOnce("ParentMessagingId>7");
  }

  @Test
  void sendsTheConfigurationAlong() {
    server.then(statuses("SendMessagesWithConfig", "1", "1", "", "2", "1", ""));
    try (MessagingClient client = builder().build()) {
      client.sendMessagesWithConfig("sms", TWO, Map.of("cm_username", "u&1"));
    }
    assertThat(server.requests.get(0).body())
        .contains(
            "<m:Config><m:StringKeyValuePair><m:Key>cm_username</m:Key><m:Value>u&amp;1</m:Value>");
  }

  @Test
  void contractsBefore82HaveNoConfiguration() {
    try (MessagingClient client = builder().contract(81).build()) {
      assertThatThrownBy(() -> client.sendMessagesWithConfig("sms", TWO, Map.of()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("81");
    }
  }

  @Test
  void aReplyOfAnotherLengthLeavesTheOutcomeOpen() {
    server.then(statuses("SendMessages", "11", "1", ""));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(() -> client.sendMessages("sms", TWO))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("1 statuses where 2");
    }
  }

  @Test
  void asksForStatusesAndReadsPlugins() {
    server.then(statuses("GetDeliveryStatus", "5", "3", "", "9", "0", "UNKNOWN_ID: 9"), plugins());
    try (MessagingClient client = builder().build()) {
      List<DeliveryStatus> statuses = client.getDeliveryStatus(List.of(5, 9));
      assertThat(statuses.get(0).status()).isEqualTo(DeliveryStatus.Status.RECEIVED);
      assertThat(statuses.get(1).isUnknownId()).isTrue();
      assertThat(client.getPlugins())
          .containsExactly(
              new PluginInfo("file", List.of("sms/160", "text"), true),
              new PluginInfo("discard", List.of(), false));
    }
    assertThat(server.requests.get(0).body())
        .contains("<m:MessagingIds><a:int>5</a:int><a:int>9</a:int></m:MessagingIds>");
    assertThat(server.requests.get(0).key()).isEmpty();
  }

  @Test
  void readsThePublishedStyleOfAnswer() {
    // SOAP 1.2, no Header element, xsi:type on everything, another contract's namespace
    server.then(
        http(
            200,
            Map.of("Content-Type", "application/soap+xml"),
            """
            <E:Envelope xmlns:E="http://www.w3.org/2003/05/soap-envelope"
              xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
              xmlns:M="http://www.superoffice.net/ws/crm/NetServer/Services82">
              <M:ExceptionInfo xsi:nil="true"/><M:Succeeded>true</M:Succeeded>
              <E:Body><M:GetDeliveryStatusResponse><M:Response xsi:type="M:ArrayOfX">
                <M:MessageDeliveryStatus xsi:type="nowhere:Unknown">
                  <M:MessagingId xsi:type="xsd:int">5</M:MessagingId>
                  <M:Status xsi:type="xsd:int">4</M:Status>
                  <M:StatusDescription xsi:nil="true"/>
                </M:MessageDeliveryStatus>
              </M:Response></M:GetDeliveryStatusResponse></E:Body></E:Envelope>"""));
    try (MessagingClient client = builder().build()) {
      assertThat(client.getDeliveryStatus(List.of(5)))
          .containsExactly(new DeliveryStatus(5, 4, ""));
    }
  }

  @Test
  void reportsWhatAGatewaySays() {
    server.then(envelope("<Succeeded>true</Succeeded>", "<SetDeliveryStatusResponse/>"));
    try (MessagingClient client = builder().build()) {
      client.setDeliveryStatus("sms", "ext-1", DeliveryStatus.Status.RECEIVED, "on the handset");
    }
    assertThat(server.requests.get(0).body())
        .contains("<m:ExternalMessageId>ext-1</m:ExternalMessageId><m:Status>3</m:Status>");
  }

  @Test
  void aFaultOfTheCallerIsNotRepeated() {
    server.then(fault(500, "PLUGIN_NOT_INSTALLED", "Plugin 'smss' is not installed"));
    try (MessagingClient client = builder().build()) {
      RejectedException e =
          catchThrowableOfType(RejectedException.class, () -> client.createMessage(HELLO, "k"));
      assertThat(e).hasMessage("Plugin 'smss' is not installed");
      assertThat(e.code()).isEqualTo("PLUGIN_NOT_INSTALLED");
      assertThat(e.friendlyText()).isEqualTo("Friendly");
      assertThat(e.parameters()).containsExactly(Map.entry("Plugin", "smss"));
      assertThat(e.idempotencyKey()).contains("k");
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void understandsTheWrappedConvention() {
    server.then(wrapped("CreateMessage", "INVALID_ARGUMENT", "To is too long"));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(RejectedException.class)
          .hasMessage("To is too long");
    }
  }

  @Test
  void understandsABareFaultOfAnotherServer() {
    server.then(
        soap(
            500,
            "",
            "<s:Fault><faultcode>a:ActionNotSupported</faultcode><faultstring>No such action"
                + "</faultstring></s:Fault>"));
    try (MessagingClient client = builder().build()) {
      RejectedException e =
          catchThrowableOfType(RejectedException.class, () -> client.createMessage(HELLO));
      assertThat(e.code()).isEqualTo("ActionNotSupported");
      assertThat(e).hasMessage("No such action");
    }
  }

  @Test
  void getsAFreshTicketWhenTheServerRefusesTheOldOne() {
    server.then(created(), fault(500, "NOT_AUTHENTICATED", "expired"), created());
    try (MessagingClient client = builder().build()) {
      client.createMessage(HELLO);
      client.createMessage(HELLO, "same");
    }
    assertThat(server.logOns).hasValue(2);
    assertThat(server.requests.get(2).body()).contains("7T:2");
    assertThat(server.requests.get(1).key()).isEqualTo(server.requests.get(2).key());
  }

  @Test
  void logsOnOnceMoreOnly() {
    server.otherwise(wrapped("CreateMessage", "NOT_AUTHENTICATED", "not you"));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(NotAuthenticatedException.class);
    }
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void aGivenTicketIsNotRenewed() {
    server.otherwise(fault(500, "NOT_AUTHENTICATED", "expired"));
    try (MessagingClient client = MessagingClient.builder(server.url()).ticket("7T:old").build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(NotAuthenticatedException.class);
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aWrongPasswordNamesTheUserAndNothingElse() {
    server.onLogOn(refusedLogOn());
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(NotAuthenticatedException.class)
          .hasMessageContaining("'admin'")
          .hasMessageNotContaining("secret");
    }
    try (MessagingClient client =
        MessagingClient.builder(server.url()).user("7T:precious", "").build()) {
      assertThatThrownBy(client::getPlugins).hasMessageNotContaining("precious");
    }
  }

  @Test
  void repeatsWhatABusyServerRefusedAndHonoursRetryAfter() {
    server.then(
        faultAfter(503, "TRY_AGAIN", "busy", Map.of("Retry-After", "7")),
        http(503, Map.of("Content-Type", "text/html"), "<html>Gateway</html>"),
        created());
    try (MessagingClient client = builder().build()) {
      client.createMessage(HELLO);
    }
    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).isEqualTo(Duration.ofSeconds(7));
    assertThat(pauses.get(1)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
    assertThat(server.requests.stream().map(ScriptedServer.Request::key).distinct()).hasSize(1);
  }

  @Test
  void aBusyServerAtLogOnIsTriedAgainToo() {
    AtomicInteger tries = new AtomicInteger();
    server
        .onLogOn(
            exchange -> {
              if (tries.incrementAndGet() == 1) {
                fault(503, "TRY_AGAIN", "busy").to(exchange);
              } else {
                envelope("", ScriptedServer.authenticated("7T:ok")).to(exchange);
              }
            })
        .then(created());
    try (MessagingClient client = builder().build()) {
      client.createMessage(HELLO);
    }
    assertThat(pauses).hasSize(1);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aSoapAnswerThatBreaksOffIsALostAnswer() {
    server.then(
        http(200, Map.of("Content-Type", "text/xml"), "<s:Envelope xmlns:s='x'><s:Bo"), created());
    try (MessagingClient client = builder().build()) {
      client.createMessage(HELLO);
    }
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void doesNotWaitBeyondItsTotalTime() {
    server.otherwise(faultAfter(503, "TRY_AGAIN", "busy", Map.of("Retry-After", "3600")));
    try (MessagingClient client = builder().build()) {
      TryLaterException e =
          catchThrowableOfType(TryLaterException.class, () -> client.createMessage(HELLO));
      assertThat(e.retryAfter()).contains(Duration.ofHours(1));
      assertThat(e.idempotencyKey()).isPresent();
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void repeatsALostAnswerUnderTheSameKey() {
    server.then(cut(), created());
    try (MessagingClient client = builder().build()) {
      client.createMessage(HELLO);
    }
    assertThat(server.requests).hasSize(2);
    assertThat(server.requests.get(0).key()).isPresent().isEqualTo(server.requests.get(1).key());
    assertThat(server.requests.get(0).body()).isEqualTo(server.requests.get(1).body());
  }

  @Test
  void saysSoWhenNoAnswerCame() {
    server.otherwise(cut());
    try (MessagingClient client = builder().retries(2).build()) {
      OutcomeUnknownException e =
          catchThrowableOfType(
              OutcomeUnknownException.class, () -> client.sendMessages("sms", TWO, "k-7"));
      assertThat(e.idempotencyKey()).contains("k-7");
      assertThat(server.requests).hasSize(3);
      assertThatThrownBy(client::getPlugins).isInstanceOf(TryLaterException.class);
    }
  }

  @Test
  void aBusyServerAfterALostAnswerDoesNotMakeItCertain() {
    server.then(cut()).otherwise(fault(503, "TRY_AGAIN", "busy"));
    try (MessagingClient client = builder().retries(2).build()) {
      assertThatThrownBy(() -> client.sendMessages("sms", TWO))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("busy");
    }
  }

  @Test
  void doesNotRepeatALostAnswerWhereTheServerHasNotSaidThatItKnowsKeys() {
    server.withoutKeys().then(created(), cut()).otherwise(created());
    try (MessagingClient client = builder().build()) {
      client.createMessage(HELLO);
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(OutcomeUnknownException.class);
    }
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void learnsFromAnyAnswerThatTheServerKnowsKeys() {
    server.then(fault(500, "INVALID_ARGUMENT", "no"), cut()).otherwise(created());
    try (MessagingClient client = builder().ticket("7T:x").build()) {
      assertThatThrownBy(() -> client.createMessage(HELLO)).isInstanceOf(RejectedException.class);
      client.createMessage(HELLO);
    }
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void repeatsALostAnswerAsItsUserSaysWhateverTheServerSays() {
    server.then(cut()).otherwise(created());
    try (MessagingClient client = builder().repeatAfterLostAnswer(false).build()) {
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(OutcomeUnknownException.class);
    }
    assertThat(server.requests).hasSize(1);

    server.withoutKeys().then(cut());
    try (MessagingClient client = builder().repeatAfterLostAnswer(true).build()) {
      client.createMessage(HELLO);
    }
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void aServerThatStaysSilentIsNotWaitedForForEver() {
    server.otherwise(server.silence());
    try (MessagingClient client =
        builder().requestTimeout(Duration.ofMillis(200)).retries(1).build()) {
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("200 ms");
    }
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void anAnswerThatStopsHalfWayIsNotWaitedForForEver() {
    server.otherwise(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('<');
          exchange.getResponseBody().flush();
          server.silence().to(exchange);
        });
    try (MessagingClient client =
        builder().ticket("7T:x").requestTimeout(Duration.ofMillis(200)).retries(0).build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(TryLaterException.class);
    }
  }

  @Test
  void aServerThatIsNotThereWasNeverReached() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (MessagingClient client =
        MessagingClient.builder("http://127.0.0.1:" + port)
            .user("admin", "secret")
            .pauses(this::noted)
            .build()) {
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("http://127.0.0.1:" + port)
          .hasMessageContaining("check the address");
    }
    assertThat(pauses).hasSize(3);
  }

  @Test
  void anUnknownHostWasNeverReached() {
    try (MessagingClient client =
        MessagingClient.builder("http://no-such-host.invalid").ticket("t").retries(0).build()) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("no-such-host.invalid: the host name is not known");
    }
  }

  @Test
  void aWebPageIsNoAnswer() {
    server.otherwise(
        http(404, Map.of("Content-Type", "text/html"), "<!DOCTYPE html><html><body>No</html>"));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("HTTP status 404 with text/html")
          .hasMessageContaining("check the address");
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aRedirectIsShownAndNotFollowed() {
    server.otherwise(http(302, Map.of("Location", "https://elsewhere.example/login"), ""));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("https://elsewhere.example/login");
    }
  }

  @Test
  void httpAuthenticationIsAMatterOfAuthentication() {
    server.otherwise(http(401, Map.of("WWW-Authenticate", "Basic realm=x"), "no"));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(NotAuthenticatedException.class);
    }
  }

  @Test
  void anAnswerOverTheLimitIsCutOff() {
    server.otherwise(http(200, Map.of("Content-Type", "text/xml"), "x".repeat(100_000)));
    try (MessagingClient client = builder().ticket("7T:x").maxAnswerBytes(50_000).build()) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("50000 bytes");
    }
  }

  @Test
  void readsNoDocumentTypeAndNoDeepNesting() {
    server.then(
        http(
            200,
            Map.of("Content-Type", "text/xml"),
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>"),
        envelope("<Succeeded>true</Succeeded>", "<x>".repeat(100) + "</x>".repeat(100)));
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(UnexpectedAnswerException.class);
      assertThatThrownBy(client::getPlugins).isInstanceOf(UnexpectedAnswerException.class);
    }
  }

  @Test
  void manyThreadsLogOnOnce() throws Exception {
    server.otherwise(plugins());
    int threads = 16;
    CyclicBarrier start = new CyclicBarrier(threads);
    try (MessagingClient client = builder().build()) {
      inParallel(
          threads,
          () -> {
            start.await();
            return client.getPlugins();
          });
    }
    assertThat(server.logOns).hasValue(1);
  }

  @Test
  void manyThreadsWithAnExpiredTicketLogOnOnceMore() throws Exception {
    int threads = 16;
    AtomicInteger refused = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(threads);
    server.otherwise(
        exchange -> {
          // the first ticket has expired; the refusals go out when all requests with it are in
          if (refused.getAndIncrement() < threads) {
            try {
              together.await();
            } catch (Exception e) {
              throw new IOException(e);
            }
            fault(500, "NOT_AUTHENTICATED", "expired").to(exchange);
          } else {
            plugins().to(exchange);
          }
        });
    try (MessagingClient client = builder().build()) {
      inParallel(threads, client::getPlugins);
    }
    assertThat(server.logOns).hasValue(2);
  }

  private static <T> void inParallel(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(pool.submit(work));
      }
      for (Future<T> result : results) {
        assertThat(result.get()).isNotNull();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void anInterruptedThreadStopsAndStaysInterrupted() {
    CountDownLatch arrived = new CountDownLatch(1);
    server.otherwise(
        exchange -> {
          arrived.countDown();
          server.silence().to(exchange);
        });
    Thread caller = Thread.currentThread();
    Thread interrupting =
        new Thread(
            () -> {
              Bounded.await(arrived);
              caller.interrupt();
            });
    try (MessagingClient client = builder().ticket("7T:x").build()) {
      interrupting.start();
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aThreadThatIsInterruptedAlreadySendsNothing() {
    server.otherwise(server.silence());
    try (MessagingClient client = builder().ticket("7T:x").build()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(TryLaterException.class)
          .hasMessageContaining("nothing was sent");
      assertThatThrownBy(() -> client.sendMessages("sms", TWO))
          .isInstanceOf(TryLaterException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(server.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:8087",
        "ftp://x/",
        "http://",
        "http://a:b@h/",
        "http://h/?wsdl",
        "http://h h",
        "http://a:b@h h"
      })
  void anUnusableAddressIsRefusedWithoutShowingPasswords(String address) {
    assertThatThrownBy(() -> MessagingClient.builder(address).ticket("t").build())
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e ->
                assertThat(org.assertj.core.util.Throwables.getStackTrace(e))
                    .doesNotContain("a:b"));
  }

  @Test
  @SuppressWarnings("try") // closed in the middle, to be used after it
  void refusesWhatCannotBeUsed() {
    assertThatThrownBy(() -> MessagingClient.builder(server.url()).build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder().ticket("")).hasMessageContaining("ticket is empty");
    assertThatThrownBy(() -> builder().contract(70).build())
        .hasMessageContaining("70")
        .hasMessageContaining("88");
    assertThatThrownBy(() -> IncomingMessage.forPlugin("x").content("ab\u0000").build())
        .hasMessageContaining("content has the character U+0000 at index 2");
    assertThatThrownBy(() -> OutgoingMessage.to("\uD800").build()).hasMessageContaining("U+D800");
    try (MessagingClient client = builder().build()) {
      assertThatThrownBy(() -> client.createMessage(HELLO, "two words"))
          .isInstanceOf(IllegalArgumentException.class);
      client.close();
      assertThatThrownBy(client::getPlugins).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void valuesDoNotShowContent() {
    assertThat(HELLO.toString()).doesNotContain("Hello", "+47");
    assertThat(TWO.toString()).doesNotContain("+471");
  }
}
