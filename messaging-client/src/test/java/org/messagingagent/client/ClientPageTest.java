package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.metrics.MicrometerListener;

/** The examples of the page about the client: what stands there is what runs here. */
@Timeout(60)
class ClientPageTest {

  private static final Path PAGE = Path.of("..", "docs", "client.md");
  private static final Path SOURCE =
      Path.of("src/test/java/org/messagingagent/client/ClientPageTest.java");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^ +// begin\n(.*?)^ +// end$");

  @TempDir private static Path directory;
  private static RealServer server;
  private static MessagingClient client;
  private static final String password = RealServer.PASSWORD;

  @BeforeAll
  static void start() {
    server = RealServer.in(directory);
    client = MessagingClient.builder(server.url()).user("crm", password).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static String url() {
    return server.url();
  }

  /** What is handled until this is. */
  private static List<String> awaitHandled(String content) throws InterruptedException {
    List<String> handled = new ArrayList<>();
    while (!handled.contains(content)) {
      handled.add(RealServer.next(server.handled).content());
    }
    return handled;
  }

  @Test
  void thePageShowsTheExamplesOfThisClassAndNoOthers() throws Exception {
    List<String> onPage =
        BLOCK.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
    List<String> here =
        EXAMPLE
            .matcher(Files.readString(SOURCE))
            .results()
            .map(found -> found.group(1).stripTrailing().stripIndent() + "\n")
            .toList();
    assertThat(here).hasSizeGreaterThan(8);
    assertThat(onPage).containsExactlyInAnyOrderElementsOf(here);
  }

  @Test
  void firstCall() throws Exception {
    String url = url();
    // begin
    try (MessagingClient client = MessagingClient.builder(url).user("crm", password).build()) {
      client.createMessage(
          IncomingMessage.forPlugin("sms").from("+4712345678").to("2440").content("STOP").build());
    }
    // end
    awaitHandled("STOP");
  }

  @Test
  void sending() {
    // begin
    List<OutgoingMessage> messages =
        List.of(
            OutgoingMessage.to("+4712345678").from("Acme").content("Your code is 4711").build(),
            OutgoingMessage.to("+4787654321").from("Acme").content("Your code is 1147").build());
    List<DeliveryStatus> statuses = client.sendMessages("sms", messages);
    for (DeliveryStatus status : statuses) {
      if (status.isNotSent()) {
        System.out.println("Safe to send again: " + status.description());
      }
    }
    // end
    // begin
    List<Integer> ids = statuses.stream().map(DeliveryStatus::messagingId).toList();
    for (DeliveryStatus status : client.getDeliveryStatus(ids)) {
      System.out.println(status.messagingId() + " is " + status.status());
    }
    // end
    assertThat(statuses).hasSize(2);
  }

  @Test
  void asynchronousCalls() {
    IncomingMessage message = IncomingMessage.forPlugin("sms").content("later").build();
    // begin
    CompletableFuture<Void> stored = client.async().createMessage(message);
    CompletableFuture<String> told =
        stored.handle((nothing, failure) -> failure == null ? "stored" : failure.getMessage());
    // end
    assertThat(Bounded.get(told)).isEqualTo("stored");
  }

  @Test
  void failures() {
    IncomingMessage message = IncomingMessage.forPlugin("no-such-plugin").build();
    List<String> log = new ArrayList<>();
    // begin
    try {
      client.createMessage(message);
    } catch (RejectedException e) {
      log.add("The request is wrong: " + e.code() + ", " + e.getMessage());
    } catch (NotAuthenticatedException e) {
      log.add("The password or ticket is wrong");
    } catch (TryLaterException | UnreachableException e) {
      log.add("Later, under the same key: " + e.idempotencyKey());
    } catch (OutcomeUnknownException e) {
      log.add("It may have been done; repeat it under " + e.idempotencyKey());
    } catch (MessagingClientException e) {
      log.add(e.getMessage());
    }
    // end
    assertThat(log).singleElement().asString().contains("PLUGIN_NOT_INSTALLED");
  }

  @Test
  void keysOfTheCallers() throws Exception {
    long orderNumber = 4711;
    IncomingMessage message =
        IncomingMessage.forPlugin("sms").sessionKey("keys").content("order").build();
    // begin
    String key = "order-" + orderNumber;
    client.createMessage(message, key);
    client.createMessage(message, key); // the server answers, and stores nothing
    // end
    client.createMessage(
        IncomingMessage.forPlugin("sms").sessionKey("keys").content("marker").build());
    assertThat(awaitHandled("marker")).containsOnlyOnce("order");
  }

  @Test
  void partsOfACall() {
    List<OutgoingMessage> messages = List.of(OutgoingMessage.to("+47").build());
    List<DeliveryStatus> known = new ArrayList<>();
    // begin
    try {
      known.addAll(client.sendMessages("sms", messages, "campaign-7"));
    } catch (PartlySentException e) {
      known.addAll(e.statuses());
      System.out.println("Go on later, with the same messages and key; now: " + e.failure());
    }
    // end
    assertThat(known).hasSize(1);
  }

  @Test
  void ticketsFromElsewhere() {
    String url = url();
    Map<String, String> vault = Map.of("ticket", "7T:unknown");
    // begin
    MessagingClient own = MessagingClient.builder(url).tickets(() -> vault.get("ticket")).build();
    // end
    try (own) {
      assertThatThrownBy(own::getPlugins).isInstanceOf(NotAuthenticatedException.class);
    }
  }

  @Test
  void timesAndRepeats() {
    String url = url();
    // begin
    MessagingClient patient =
        MessagingClient.builder(url)
            .user("crm", password)
            .connectTimeout(Duration.ofSeconds(10))
            .requestTimeout(Duration.ofSeconds(60))
            .totalTimeout(Duration.ofMinutes(5))
            .retries(10)
            .build();
    // end
    try (patient) {
      assertThat(patient.getPlugins()).hasSize(1);
    }
  }

  @Test
  void tlsAndProxies() {
    Path authorities = TestTls.AUTHORITY;
    Path keyStore = TestTls.GOOD;
    String secret = TestTls.PASSWORD;
    // begin
    MessagingClient remote =
        MessagingClient.builder("https://crm.example.com/Cust1/Remote")
            .user("crm", password)
            .trustedCertificates(authorities) // PEM
            .clientCertificate(keyStore, secret) // PKCS#12
            .proxy("proxy.example.com", 3128)
            .build();
    // end
    remote.close();
  }

  @Test
  void theOriginalServer() {
    String url = url();
    // begin
    MessagingClient original =
        MessagingClient.builder(url).user("crm", password).contract(88).build();
    // end
    try (original) {
      assertThat(original.getPlugins()).hasSize(1);
    }
  }

  @Test
  void metersAndTraces() {
    String url = url();
    MeterRegistry registry = new SimpleMeterRegistry();
    // begin
    MessagingClient observed =
        MessagingClient.builder(url)
            .user("crm", password)
            .listener(new MicrometerListener(registry))
            .listener(call -> System.out.println(call.operation() + ": " + call.outcome()))
            .traceContext(
                () -> {
                  Map<String, String> headers = new HashMap<>();
                  W3CTraceContextPropagator.getInstance()
                      .inject(Context.current(), headers, Map::put);
                  return headers;
                })
            .build();
    // end
    try (observed) {
      observed.getPlugins();
    }
    assertThat(registry.get("messaging.client.calls").timer().count()).isEqualTo(1);
  }
}
