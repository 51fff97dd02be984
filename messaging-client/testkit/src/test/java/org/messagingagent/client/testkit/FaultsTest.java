package org.messagingagent.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.NotAuthenticatedException;
import org.messagingagent.client.OutcomeUnknownException;
import org.messagingagent.client.RejectedException;
import org.messagingagent.client.TryLaterException;

/** What goes wrong on demand, as the client and as a bare HTTP client see it. */
class FaultsTest {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @RegisterExtension
  static final MessagingServerExtension server = MessagingServerExtension.builder().build();

  private static MessagingClient client;

  @BeforeAll
  static void logOn() {
    client = server.newClient().retries(0).build();
    client.getPlugins();
  }

  @AfterAll
  static void close() {
    client.close();
  }

  private static void create() {
    create(client);
  }

  private static void create(MessagingClient by) {
    by.createMessage(IncomingMessage.forPlugin("sms").content("Hello").build());
  }

  static List<FaultTable> faults() {
    return FaultTable.ROWS;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsThatAndItIsKnownWhetherTheCallWasDone(FaultTable row) {
    server.nextCall(row.fault());
    try (MessagingClient caller =
        server.newClient().retries(0).requestTimeout(row.patience()).build()) {
      assertThatThrownBy(() -> create(caller)).isInstanceOf(row.seen());
    }
    int done = row.done() ? 1 : 0;
    assertThat(server.received()).hasSize(done);
    assertThat(server.awaitCall(call -> call.operation() == Operation.CREATE_MESSAGE).fault())
        .contains(row.fault());
    assertThat(server.unusedFaults()).isEmpty();
    create();
    assertThat(server.received()).hasSize(done + 1);
  }

  @Test
  void aRefusalHasTheCodeAndTheWords() {
    server.nextCall(Fault.rejected("FORMAT_NOT_SUPPORTED", "No <html> & the like"));
    RejectedException refused = catchThrowableOfType(RejectedException.class, FaultsTest::create);
    assertThat(refused.code()).isEqualTo("FORMAT_NOT_SUPPORTED");
    assertThat(refused).hasMessageContaining("No <html> & the like");
    assertThat(server.calls(Operation.CREATE_MESSAGE).get(0).errorCode())
        .contains("FORMAT_NOT_SUPPORTED");
  }

  @Test
  void aBusyServerSaysWhenToComeAgain() {
    server.nextCall(Fault.tryLater(Duration.ofMillis(1_500)));
    server.nextCall(Fault.http(503, Duration.ofSeconds(7)));
    assertThat(tryLater().retryAfter()).contains(Duration.ofSeconds(2));
    assertThat(tryLater().retryAfter()).contains(Duration.ofSeconds(7));
  }

  private static TryLaterException tryLater() {
    return catchThrowableOfType(TryLaterException.class, FaultsTest::create);
  }

  @Test
  void aClientThatIsNotAuthenticatedAnyMoreLogsOnAgain() {
    server.nextCall(Fault.notAuthenticated());
    create();
    assertThat(server.calls())
        .extracting(Call::operation)
        .containsExactly(Operation.CREATE_MESSAGE, Operation.LOG_ON, Operation.CREATE_MESSAGE);
    server.nextCalls(2, Fault.notAuthenticated());
    assertThatThrownBy(FaultsTest::create).isInstanceOf(NotAuthenticatedException.class);
  }

  @Test
  void expiredTicketsAreRefusedByTheServerItself() {
    create();
    server.expireTickets();
    create();
    assertThat(server.calls())
        .extracting(Call::operation, call -> call.errorCode().orElse(""))
        .extracting(Object::toString)
        .containsExactly(
            "(CREATE_MESSAGE, \"\")",
            "(CREATE_MESSAGE, \"NOT_AUTHENTICATED\")",
            "(LOG_ON, \"\")",
            "(CREATE_MESSAGE, \"\")");
  }

  @Test
  void theServersTimeGoesOnAndNotBack() {
    client.getPlugins();
    server.advanceClock(Duration.ofHours(5));
    client.getPlugins();
    assertThat(server.calls(Operation.LOG_ON)).isEmpty();
    assertThatThrownBy(() -> server.advanceClock(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void repeatsUnderOneKeyAreDoneOnceHoweverOftenTheAnswerIsLost() {
    try (MessagingClient patient = server.newClient().retries(3).build()) {
      server.nextCall(Fault.cutBefore());
      server.nextCall(Fault.cutAfter());
      server.nextCall(Fault.cutInAnswer());
      patient.createMessage(IncomingMessage.forPlugin("sms").content("Hello").build());
    }
    assertThat(server.received()).hasSize(1);
    assertThat(server.calls(Operation.CREATE_MESSAGE))
        .hasSize(4)
        .extracting(call -> call.idempotencyKey().orElse(""))
        .containsOnly(server.calls(Operation.CREATE_MESSAGE).get(0).idempotencyKey().orElse("-"));
  }

  @Test
  void logOnsAreNotMetByWhatIsAskedForTheNextCalls() {
    server.nextCall(Fault.http(503));
    try (MessagingClient fresh = server.newClient().retries(0).build()) {
      assertThatThrownBy(fresh::getPlugins).isInstanceOf(TryLaterException.class);
      assertThat(server.calls())
          .extracting(Call::operation)
          .containsExactly(Operation.LOG_ON, Operation.GET_PLUGINS);
      server.nextCall(Operation.LOG_ON, Fault.tryLater(Duration.ofSeconds(1)));
      try (MessagingClient other = server.newClient().retries(0).build()) {
        assertThatThrownBy(other::getPlugins).isInstanceOf(TryLaterException.class);
      }
    }
  }

  @Test
  void aFaultForOneOperationLeavesOthersAlone() {
    server.nextCalls(2, Operation.GET_DELIVERY_STATUS, Fault.http(503));
    create();
    assertThatThrownBy(() -> client.getDeliveryStatus(List.of(1)))
        .isInstanceOf(TryLaterException.class);
    assertThat(server.unusedFaults())
        .containsExactly("the next 1 of GET_DELIVERY_STATUS: HTTP 503");
    server.clearFaults();
    assertThat(client.getDeliveryStatus(List.of(1))).hasSize(1);
  }

  @Test
  void everyCallFailsUntilThatIsOver() {
    server.everyCall(Fault.http(503));
    server.everyCall(Operation.LOG_ON, Fault.http(500));
    assertThatThrownBy(FaultsTest::create).isInstanceOf(TryLaterException.class);
    assertThatThrownBy(FaultsTest::create).isInstanceOf(TryLaterException.class);
    server.clearFaults();
    create();
  }

  @Test
  void aSlowAnswerComesAllTheSame() {
    server.nextCall(Fault.slow(Duration.ofMillis(150)));
    long start = System.nanoTime();
    create();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(150_000_000);
  }

  @Test
  void answersThatAreWithheldEndWithAReset() throws Exception {
    try (MessagingClient patient =
        server.newClient().retries(0).requestTimeout(Duration.ofSeconds(30)).build()) {
      patient.getPlugins();
      server.nextCall(Fault.slow(Duration.ofMinutes(5)));
      server.nextCall(Fault.silent());
      List<CompletableFuture<Void>> callers =
          Stream.of(1, 2)
              .map(
                  number ->
                      CompletableFuture.runAsync(
                          () ->
                              patient.createMessage(
                                  IncomingMessage.forPlugin("sms").content("" + number).build())))
              .toList();
      server.awaitReceived(2);
      assertThat(callers).noneMatch(CompletableFuture::isDone);
      server.awaitCall(call -> call.operation() == Operation.CREATE_MESSAGE);
      server.reset();
      for (CompletableFuture<Void> caller : callers) {
        assertThat(caller.handle((nothing, failure) -> failure).get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(OutcomeUnknownException.class);
      }
    }
  }

  @Test
  void aTestThatAsksForNonsenseIsTold() {
    assertThatThrownBy(() -> server.nextCalls(0, Fault.silent()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.cutAfter().wrapped()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Fault.http(99)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.slow(Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.answer(200, Map.of("A", "b\r\nc"), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The header A has a line end");
    assertThatThrownBy(() -> Fault.answer(200, Map.of("A: b", "c"), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'A: b' is no name of a header");
    assertThatThrownBy(() -> Fault.answer(204, Map.of(), "text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An answer with status 204 has no body");
    assertThatThrownBy(() -> Fault.rejected("no such code", "text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("was 'no such code'");
    assertThatThrownBy(() -> Fault.rejected("TOO_MANY", "a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server.advanceClock(Duration.ofDays(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT2400000H");
  }

  /** In every contract and both versions of SOAP, as the server itself refuses. */
  @ParameterizedTest
  @ValueSource(ints = {73, 75, 80, 81, 82, 83, 84, 85, 86, 87, 88})
  void refusalsAreWrittenAsTheServerWritesThem(int contract) throws Exception {
    for (String soap : List.of(SoapPeek.SOAP_11, SoapPeek.SOAP_12)) {
      HttpResponse<String> own = post(contract, soap);
      server.nextCall(Fault.notAuthenticated());
      HttpResponse<String> asked = post(contract, soap);
      assertThat(asked.statusCode()).isEqualTo(own.statusCode());
      assertThat(asked.headers().firstValue("Content-Type"))
          .isEqualTo(own.headers().firstValue("Content-Type"));
      assertThat(Shape.of(asked.body())).isEqualTo(Shape.of(own.body()));
      assertThat(server.calls())
          .last()
          .satisfies(
              call -> {
                assertThat(call.contract()).isEqualTo(contract);
                assertThat(call.soapVersion())
                    .isEqualTo(soap.equals(SoapPeek.SOAP_11) ? "1.1" : "1.2");
                assertThat(call.operation()).isEqualTo(Operation.GET_PLUGINS);
                assertThat(call.errorCode()).contains("NOT_AUTHENTICATED");
              });
    }
  }

  @Test
  void aServerThatWrapsWrapsFaultsAsWell() throws Exception {
    try (LocalMessagingServer wrapping = LocalMessagingServer.builder().wrapExceptions().start();
        MessagingClient caller = wrapping.newClient().retries(0).build()) {
      HttpResponse<String> own = post(wrapping, 87, SoapPeek.SOAP_11);
      wrapping.nextCall(Fault.notAuthenticated());
      HttpResponse<String> asked = post(wrapping, 87, SoapPeek.SOAP_11);
      assertThat(own.statusCode()).isEqualTo(200);
      assertThat(asked.statusCode()).isEqualTo(200);
      assertThat(Shape.of(asked.body())).isEqualTo(Shape.of(own.body()));
      assertThatThrownBy(() -> caller.createMessage(IncomingMessage.forPlugin("smss").build()))
          .isInstanceOf(RejectedException.class);
      wrapping.nextCall(Fault.tryLater(Duration.ofSeconds(1)));
      assertThatThrownBy(caller::getPlugins).isInstanceOf(TryLaterException.class);
      assertThat(wrapping.calls())
          .extracting(call -> call.status().orElse(0), Call::errorCode)
          .containsSubsequence(
              org.assertj.core.groups.Tuple.tuple(200, Optional.of("PLUGIN_NOT_INSTALLED")),
              org.assertj.core.groups.Tuple.tuple(503, Optional.of("TRY_AGAIN")));
    }
  }

  private static HttpResponse<String> post(int contract, String soap) throws Exception {
    return post(server, contract, soap);
  }

  private static HttpResponse<String> post(TestMessagingServer to, int contract, String soap)
      throws Exception {
    String envelope =
        """
        <e:Envelope xmlns:e="%s"><e:Body>\
        <GetPlugins xmlns="http://www.superoffice.net/ws/crm/NetServer/Services%d"/></e:Body>\
        </e:Envelope>"""
            .formatted(soap, contract);
    URI address = URI.create("%s/Remote/Services%d/Messaging.svc".formatted(to.url(), contract));
    return HTTP.send(
        HttpRequest.newBuilder(address)
            .header(
                "Content-Type", soap.equals(SoapPeek.SOAP_11) ? "text/xml" : "application/soap+xml")
            .POST(HttpRequest.BodyPublishers.ofString(envelope))
            .timeout(Duration.ofSeconds(10))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
