package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.client.DeliveryStatus.Status;
import org.messagingagent.server.admin.AdministrationClient;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.spi.SendOutcome;

/**
 * The client against the project's own server, over real HTTP: all operations in every contract,
 * tickets that end, answers that are lost, and a server that is busy or away.
 */
@Timeout(60)
class RealServerTest {

  private static final String PLUGIN = RealServer.PLUGIN;

  /** For what leaves nothing behind that matters to the next test. */
  @TempDir private static Path sharedDirectory;

  private static RealServer shared;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    shared = RealServer.in(sharedDirectory);
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @BeforeEach
  void forget() {
    shared.handled.clear();
    shared.sent.clear();
    shared.configs.clear();
  }

  @ParameterizedTest
  @ValueSource(ints = {73, 75, 80, 81, 82, 83, 84, 85, 86, 87, 88})
  void allOperationsWorkInEveryContract(int contract) throws Exception {
    try (MessagingClient client = client(shared).contract(contract).build()) {
      assertThat(client.getPlugins())
          .containsExactly(new PluginInfo(PLUGIN, List.of("text", "html"), contract >= 82));

      client.createMessage(
          IncomingMessage.forPlugin(PLUGIN)
              .from("+47")
              .to("1999")
              .content("Hello")
              .format("text")
              .sessionKey("talk")
              .build());
      var got = RealServer.next(shared.handled);
      assertThat(got.content()).isEqualTo("Hello");
      assertThat(got.from()).isEqualTo("+47");
      assertThat(got.to()).isEqualTo("1999");
      assertThat(got.format()).isEqualTo("text");
      assertThat(got.sessionKey()).contains("talk");

      shared.sendLike(
          message ->
              message.to().equals("bad")
                  ? SendOutcome.rejected("no such number")
                  : SendOutcome.sent("ext-" + contract));
      List<DeliveryStatus> statuses =
          client.sendMessages(PLUGIN, List.of(message("bad"), message("good")));
      assertThat(statuses)
          .extracting(DeliveryStatus::status)
          .containsExactly(Status.ERROR, Status.SENT);
      assertThat(statuses.get(0).isRejected()).isTrue();

      int id = statuses.get(1).messagingId();
      client.setDeliveryStatus(PLUGIN, "ext-" + contract, Status.RECEIVED, "there");
      assertThat(client.getDeliveryStatus(List.of(id, 4711)))
          .containsExactly(
              new DeliveryStatus(id, 3, "there"),
              new DeliveryStatus(4711, 0, "UNKNOWN_ID: no outgoing message has the id 4711"));

      if (contract >= 82) {
        Map<String, String> config = Map.of("account", "a & b", "empty", "");
        client.sendMessagesWithConfig(PLUGIN, List.of(message("good")), config);
        assertThat(RealServer.next(shared.configs)).isEqualTo(config);
      }
    }
  }

  @Test
  void textArrivesExactlyBothWays() throws Exception {
    String text =
        "\r\n\t <![CDATA[ ]]> &amp; & < > \" ' \u0085\u2028 \uFFFD \uD83D\uDE00 \r"
            + "long ".repeat(20_000)
            + " \n";
    try (MessagingClient client = client(shared).build()) {
      client.createMessage(IncomingMessage.forPlugin(PLUGIN).content(text).to(text).build());
      assertThat(RealServer.next(shared.handled).content()).isEqualTo(text);

      shared.sendLike(message -> SendOutcome.sent("ext").withDescription("no \r\n note"));
      OutgoingMessage message = OutgoingMessage.to("x").content(text).build();
      DeliveryStatus status = client.sendMessages(PLUGIN, List.of(message)).get(0);
      assertThat(RealServer.next(shared.sent).content()).isEqualTo(text);
      assertThat(status.description()).isEqualTo("no \r\n note");
    }
  }

  @Test
  void aRefusalIsUnderstoodAsAFaultAndWrapped() {
    try (RealServer wrapping = RealServer.in(directory, builder -> builder.wrapExceptions(true));
        MessagingClient client = client(shared).build();
        MessagingClient other = client(wrapping).build()) {
      for (MessagingClient one : List.of(client, other)) {
        RejectedException e =
            catchThrowableOfType(
                RejectedException.class,
                () -> one.createMessage(IncomingMessage.forPlugin("smss").build()));
        assertThat(e.code()).isEqualTo("PLUGIN_NOT_INSTALLED");
        assertThat(e).hasMessageContaining("smss");
        assertThat(e.friendlyText()).isNotEmpty();
      }
    }
  }

  @Test
  void aWrongPasswordAndAnUnknownTicketAreRefused() {
    try (MessagingClient wrong =
            MessagingClient.builder(shared.url()).user(RealServer.USER, "wrong").build();
        MessagingClient unknown =
            MessagingClient.builder(shared.url()).ticket("7T:unknown").build()) {
      assertThatThrownBy(wrong::getPlugins).isInstanceOf(NotAuthenticatedException.class);
      assertThatThrownBy(unknown::getPlugins).isInstanceOf(NotAuthenticatedException.class);
    }
  }

  @Test
  void aKeyBelongsToOneMessage() throws Exception {
    try (MessagingClient client = client(shared).build()) {
      client.createMessage(message("x", "one"), "the-key");
      client.createMessage(message("x", "one"), "the-key");
      assertThatThrownBy(() -> client.createMessage(message("x", "two"), "the-key"))
          .isInstanceOfSatisfying(
              RejectedException.class,
              e -> assertThat(e.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED"));
      client.createMessage(message("x", "last"));
    }
    assertThat(
            List.of(
                RealServer.next(shared.handled).content(),
                RealServer.next(shared.handled).content()))
        .containsExactlyInAnyOrder("one", "last");
  }

  @Test
  void logsOnAgainWhereTheServerForgotItsTickets() throws Exception {
    int port;
    MessagingClient client;
    try (RealServer server = RealServer.in(directory.resolve("old"))) {
      port = server.port();
      client = client(server).build();
      assertThat(client.getPlugins()).hasSize(1);
    }
    try (client;
        RealServer server =
            RealServer.in(directory.resolve("new"), builder -> builder.port(port))) {
      client.createMessage(message("x", "after"));
      assertThat(RealServer.next(server.handled).content()).isEqualTo("after");
    }
  }

  @Test
  void ticketOutlivesARestartOfTheServer() throws Exception {
    int port;
    MessagingClient client;
    try (RealServer server = RealServer.in(directory)) {
      port = server.port();
      client = client(server).build();
      assertThat(client.getPlugins()).hasSize(1);
    }
    try (client;
        RealServer server = RealServer.in(directory, builder -> builder.port(port))) {
      client.createMessage(message("x", "after"));
      assertThat(RealServer.next(server.handled).content()).isEqualTo("after");
    }
  }

  @Test
  void changedPasswordEndsTicketsAndTheClientLogsOnAgainOrSaysSo() throws Exception {
    try (RealServer server = RealServer.in(directory, builder -> builder.administration(true));
        MessagingClient client = client(server).build()) {
      assertThat(client.getPlugins()).hasSize(1);
      AdministrationClient administration =
          AdministrationClient.find(directory.resolve("data")).orElseThrow();

      administration.changePassword(RealServer.USER, RealServer.PASSWORD);
      client.createMessage(message("x", "same password"));
      assertThat(RealServer.next(server.handled).content()).isEqualTo("same password");

      administration.changePassword(RealServer.USER, "another one");
      assertThatThrownBy(client::getPlugins).isInstanceOf(NotAuthenticatedException.class);
      try (MessagingClient other = client(server).user(RealServer.USER, "another one").build()) {
        assertThat(other.getPlugins()).hasSize(1);
      }
    }
  }

  @Test
  void messageWhoseAnswerWasLostIsStoredOnce() throws Exception {
    try (RealServer server = RealServer.in(directory);
        CuttingProxy proxy = new CuttingProxy(server.port());
        MessagingClient client = client(proxy.url()).build()) {
      proxy.cutAnswersTo("CreateMessage", 2);

      client.createMessage(message("x", "once"));

      assertThat(proxy.leftToCut()).isZero();
      assertThat(handledBeforeAMarker(server, client)).containsExactly("once");
    }
  }

  @Test
  void sendWhoseAnswerWasLostIsSentOnceAndItsStatusesCome() throws Exception {
    try (RealServer server = RealServer.in(directory);
        CuttingProxy proxy = new CuttingProxy(server.port());
        MessagingClient client = client(proxy.url()).build()) {
      proxy.cutAnswersTo("SendMessages", 1);

      List<DeliveryStatus> statuses =
          client.sendMessages(PLUGIN, List.of(message("a"), message("b")));

      assertThat(proxy.leftToCut()).isZero();
      assertThat(statuses).extracting(DeliveryStatus::status).containsOnly(Status.SENT).hasSize(2);
      assertThat(server.sent).hasSize(2);
    }
  }

  @Test
  void lostAnswerThatIsNotRepeatedIsSaidWithTheKeyThatMakesARepeatSafe() throws Exception {
    try (RealServer server = RealServer.in(directory);
        CuttingProxy proxy = new CuttingProxy(server.port());
        MessagingClient client = client(proxy.url()).repeatAfterLostAnswer(false).build()) {
      assertThat(client.getPlugins()).hasSize(1);
      proxy.cutAnswersTo("CreateMessage", 1);

      OutcomeUnknownException lost =
          catchThrowableOfType(
              OutcomeUnknownException.class, () -> client.createMessage(message("x", "once")));
      client.createMessage(message("x", "once"), lost.idempotencyKey().orElseThrow());

      assertThat(handledBeforeAMarker(server, client)).containsExactly("once");
    }
  }

  @Test
  void lostLogOnIsTriedAgain() throws Exception {
    try (RealServer server = RealServer.in(directory);
        CuttingProxy proxy = new CuttingProxy(server.port());
        MessagingClient client = client(proxy.url()).build()) {
      proxy.cutAnswersTo("AuthenticateUsernamePassword", 1);
      assertThat(client.getPlugins()).hasSize(1);
      assertThat(proxy.leftToCut()).isZero();
    }
  }

  @Test
  void busyServerIsTriedAgainUntilItHasRoom() throws Exception {
    CountDownLatch busy = new CountDownLatch(4);
    CountDownLatch room = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    ExecutorService others = Executors.newFixedThreadPool(4);
    try (RealServer server = RealServer.in(directory, builder -> builder.http(eightThreads()));
        MessagingClient other = client(server).build();
        MessagingClient client =
            client(server)
                .retries(100)
                .pauses(
                    time -> {
                      room.countDown();
                      await(freed);
                      return Duration.ZERO;
                    })
                .build()) {
      server.sendLike(
          message -> {
            busy.countDown();
            await(room);
            return SendOutcome.sent();
          });
      List<Future<List<DeliveryStatus>>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(
            others.submit(
                () -> {
                  List<DeliveryStatus> answer = other.sendMessages(PLUGIN, List.of(message("x")));
                  freed.countDown();
                  return answer;
                }));
      }
      busy.await();
      assertThat(client.getPlugins()).as("other requests are not held up").hasSize(1);
      assertThat(room.getCount()).isEqualTo(1);

      List<DeliveryStatus> statuses = client.sendMessages(PLUGIN, List.of(message("y")));

      assertThat(room.getCount()).as("it had to pause").isZero();
      assertThat(statuses.get(0).status()).isEqualTo(Status.SENT);
      for (Future<List<DeliveryStatus>> one : running) {
        assertThat(one.get().get(0).status()).isEqualTo(Status.SENT);
      }
    } finally {
      others.shutdownNow();
    }
  }

  @Test
  void serverThatIsNotThereWasNeverReached() {
    String address;
    try (RealServer server = RealServer.in(directory)) {
      address = server.url();
    }
    try (MessagingClient client = client(address).retries(1).build()) {
      assertThatThrownBy(() -> client.createMessage(message("x", "y")))
          .isInstanceOf(UnreachableException.class);
    }
  }

  /** What was handled of the session up to now: a message that ends it tells that all is there. */
  private static List<String> handledBeforeAMarker(RealServer server, MessagingClient client)
      throws InterruptedException {
    client.createMessage(message("x", "marker"));
    List<String> handled = new ArrayList<>();
    while (true) {
      String content = RealServer.next(server.handled).content();
      if (content.equals("marker")) {
        return handled;
      }
      handled.add(content);
    }
  }

  private static IncomingMessage message(String to, String content) {
    return IncomingMessage.forPlugin(PLUGIN).to(to).content(content).sessionKey("session").build();
  }

  private static OutgoingMessage message(String to) {
    return OutgoingMessage.to(to).content("Hi").format("text").build();
  }

  private static MessagingClient.Builder client(RealServer server) {
    return client(server.url());
  }

  private static MessagingClient.Builder client(String url) {
    return MessagingClient.builder(url).user(RealServer.USER, RealServer.PASSWORD);
  }

  /** Four of the threads send; no request waits for one. */
  private static HttpConfig eightThreads() {
    HttpConfig usual = HttpConfig.DEFAULTS;
    return new HttpConfig(
        usual.host(),
        0,
        Optional.empty(),
        usual.maxBodyBytes(),
        usual.maxBodyBytesInFlight(),
        8,
        0,
        usual.maxConnections(),
        usual.maxHeaderBytes(),
        usual.idleTimeout(),
        usual.readTimeout(),
        Duration.ofSeconds(10));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
