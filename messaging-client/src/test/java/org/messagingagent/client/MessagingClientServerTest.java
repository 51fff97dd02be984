package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/** The client against a real server, over real HTTP. */
@Timeout(60)
class MessagingClientServerTest {

  private static final String PASSWORD = "correct horse";
  private static final BlockingQueue<org.messagingagent.spi.IncomingMessage> handled =
      new LinkedBlockingQueue<>();
  private static final BlockingQueue<Map<String, String>> configs = new LinkedBlockingQueue<>();
  private static final AtomicInteger sends = new AtomicInteger();

  @TempDir private static Path directory;
  private static MessagingServer server;

  @BeforeAll
  static void start() {
    server =
        MessagingServer.builder()
            .dataDirectory(directory.resolve("data"))
            .user("crm", PASSWORD)
            .plugin(new SmsPlugin())
            .port(0)
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    handled.clear();
    configs.clear();
    sends.set(0);
  }

  private static MessagingClient.Builder builder(String url) {
    return MessagingClient.builder(url).user("crm", PASSWORD);
  }

  private static MessagingClient client() {
    return builder(server.address().toString()).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {73, 75, 80, 81, 82, 83, 84, 85, 86, 87, 88})
  void aMessageReachesItsPluginExactlyInEveryContract(int contract) throws Exception {
    String content = "a\r\nb\rc\td ]]> <x>&amp;</x> \uD83D\uDE00 \u0085 ";
    try (MessagingClient client = builder(server.address().toString()).contract(contract).build()) {
      client.createMessage(
          IncomingMessage.forPlugin("sms").from("+47").to("2440").content(content).build());
    }
    org.messagingagent.spi.IncomingMessage got = handled.take();
    assertThat(got.content()).isEqualTo(content);
    assertThat(got.from()).isEqualTo("+47");
    assertThat(got.to()).isEqualTo("2440");
  }

  @Test
  void ofTwoMessagesOneFailsAndAReportSettlesTheOther() {
    try (MessagingClient client = client()) {
      List<DeliveryStatus> sent =
          client.sendMessages(
              "sms",
              List.of(
                  OutgoingMessage.to("+471").content("a").build(),
                  OutgoingMessage.to("refused").content("b").build()));
      assertThat(sent).hasSize(2);
      assertThat(sent.get(0).isHandedOver()).isTrue();
      assertThat(sent.get(1).isRejected()).isTrue();
      int id = sent.get(0).messagingId();
      client.setDeliveryStatus("sms", "ext-" + id, DeliveryStatus.Status.RECEIVED, "there");
      List<DeliveryStatus> now = client.getDeliveryStatus(List.of(id, Integer.MAX_VALUE));
      assertThat(now.get(0).status()).isEqualTo(DeliveryStatus.Status.RECEIVED);
      assertThat(now.get(1).isUnknownId()).isTrue();
    }
  }

  @Test
  void theConfigurationReachesThePlugin() throws Exception {
    try (MessagingClient client = client()) {
      client.sendMessagesWithConfig(
          "sms", List.of(OutgoingMessage.to("+47").build()), Map.of("user", "ü & co"));
    }
    assertThat(configs.take()).containsExactly(Map.entry("user", "ü & co"));
  }

  @Test
  void pluginsAreListed() {
    try (MessagingClient client = client()) {
      assertThat(client.getPlugins())
          .contains(new PluginInfo("sms", List.of("sms/160", "text/plain"), true));
    }
  }

  @Test
  void aRefusalIsUnderstoodAsAFaultAndWrapped() {
    try (MessagingClient client = client();
        MessagingServer wrapping =
            MessagingServer.builder()
                .dataDirectory(directory.resolve("wrapping"))
                .user("crm", PASSWORD)
                .wrapExceptions(true)
                .port(0)
                .start();
        MessagingClient other = builder(wrapping.address().toString()).build()) {
      assertNotInstalled(client);
      assertNotInstalled(other);
    }
  }

  private static void assertNotInstalled(MessagingClient client) {
    RejectedException e =
        catchThrowableOfType(
            RejectedException.class,
            () -> client.createMessage(IncomingMessage.forPlugin("smss").build()));
    assertThat(e.code()).isEqualTo("PLUGIN_NOT_INSTALLED");
    assertThat(e).hasMessageContaining("smss");
    assertThat(e.friendlyText()).isNotEmpty();
  }

  @Test
  void aWrongPasswordAndAnUnknownTicketAreRefused() {
    String url = server.address().toString();
    try (MessagingClient client = MessagingClient.builder(url).user("crm", "wrong").build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(NotAuthenticatedException.class);
    }
    try (MessagingClient client = MessagingClient.builder(url).ticket("7T:unknown").build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(NotAuthenticatedException.class);
    }
  }

  @Test
  void aKeyBelongsToOneMessage() throws Exception {
    String key = UUID.randomUUID().toString();
    try (MessagingClient client = client()) {
      client.createMessage(IncomingMessage.forPlugin("sms").content("one").build(), key);
      client.createMessage(IncomingMessage.forPlugin("sms").content("one").build(), key);
      assertThatThrownBy(
              () ->
                  client.createMessage(
                      IncomingMessage.forPlugin("sms").content("two").build(), key))
          .isInstanceOfSatisfying(
              RejectedException.class,
              e -> assertThat(e.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED"));
      client.createMessage(IncomingMessage.forPlugin("sms").content("last").build());
    }
    assertThat(List.of(handled.take().content(), handled.take().content()))
        .containsExactlyInAnyOrder("one", "last");
  }

  @Test
  void aLostAnswerLeadsToNoSecondMessage() throws Exception {
    try (LosingProxy proxy = new LosingProxy(server.address());
        MessagingClient client = builder(proxy.url()).pauses(time -> Duration.ZERO).build()) {
      client.createMessage(IncomingMessage.forPlugin("sms").content("once").build());
      client.createMessage(IncomingMessage.forPlugin("sms").content("last").build());
      List<DeliveryStatus> sent =
          client.sendMessages("sms", List.of(OutgoingMessage.to("+47").build()));
      assertThat(sent.get(0).isHandedOver()).isTrue();
      assertThat(proxy.lost).hasValue(3);
    }
    assertThat(sends).hasValue(1);
    assertThat(List.of(handled.take().content(), handled.take().content()))
        .containsExactlyInAnyOrder("once", "last");
    assertThat(handled).isEmpty();
  }

  /** Takes and sends everything but what goes to "refused". */
  private static final class SmsPlugin implements MessagingPlugin {
    @Override
    public String name() {
      return "sms";
    }

    @Override
    public List<String> formats() {
      return List.of("sms/160", "text/plain");
    }

    @Override
    public Channel open(PluginContext context) {
      return new SmsChannel();
    }
  }

  private static final class SmsChannel implements IncomingHandler, ConfigurableSender {
    @Override
    public HandleOutcome handle(org.messagingagent.spi.IncomingMessage message) {
      handled.add(message);
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(org.messagingagent.spi.OutgoingMessage message) {
      sends.incrementAndGet();
      return message.to().equals("refused")
          ? SendOutcome.rejected("no such number")
          : SendOutcome.sent("ext-" + message.messagingId());
    }

    @Override
    public SendOutcome send(
        org.messagingagent.spi.OutgoingMessage message, Map<String, String> config) {
      configs.add(config);
      return send(message);
    }

    @Override
    public void close() {}
  }

  /** Passes requests on and loses the answer to each Messaging request the first time. */
  private static final class LosingProxy implements AutoCloseable {
    private final URI target;
    private final HttpServer proxy;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();

    LosingProxy(URI target) throws IOException {
      this.target = target;
      proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      proxy.createContext("/", this::pass);
      proxy.start();
    }

    String url() {
      return "http://127.0.0.1:" + proxy.getAddress().getPort();
    }

    private void pass(HttpExchange exchange) throws IOException {
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().getPath()))
              .header("Content-Type", "text/xml; charset=utf-8")
              .POST(
                  HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      if (key != null) {
        request.header("Idempotency-Key", key);
      }
      HttpResponse<byte[]> answer;
      try {
        answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (key != null && !seen.contains(key)) {
        seen.add(key);
        lost.incrementAndGet();
        exchange.close();
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
      exchange.close();
    }

    @Override
    public void close() {
      proxy.stop(0);
    }
  }
}
