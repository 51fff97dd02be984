package org.messagingagent.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.admin.Administration.IncomingDetail;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.Administration.OutgoingEntry;
import org.messagingagent.server.admin.Administration.OutgoingQuery;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.Administration.ReceiptCount;
import org.messagingagent.server.admin.Administration.ReceiptEntry;
import org.messagingagent.server.admin.Administration.ReceiptQuery;
import org.messagingagent.server.admin.Administration.UserEntry;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.sqlite.SqliteStore;

/** Both ways at once: what is asked goes through HTTP to the stores, and back. */
class AdministrationTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final PluginEntry FAILED =
      new PluginEntry(
          "sms",
          "1.0",
          "1.0",
          "failed",
          "",
          false,
          false,
          false,
          false,
          List.of(),
          "sms.jar",
          "url is required");
  private static final PluginEntry RUNNING =
      new PluginEntry(
          "file",
          "1.0",
          "1.0",
          "running",
          "up",
          true,
          true,
          false,
          false,
          List.of(),
          "built in",
          "");

  @TempDir private Path directory;

  private final List<String> passwordChanges = new ArrayList<>();
  private final CountDownLatch restarting = new CountDownLatch(1);
  private final CountDownLatch restartMayEnd = new CountDownLatch(1);
  private final ListedPlugins plugins =
      new ListedPlugins(List.of(FAILED, RUNNING), this::slowRestart);
  private int wakes;
  private boolean beingHandled;
  private final List<String> heldBack = new ArrayList<>();
  private DataDirectory data;
  private Store store;
  private AdministrationServer server;
  private Administration administration;

  @BeforeEach
  void start() {
    data = DataDirectory.open(directory.resolve("data"));
    store = SqliteStore.open(data, StoreLimits.DEFAULTS);
    StoreAdministration onStore =
        new StoreAdministration(
            store,
            new StoreAdministration.Hooks(
                password -> "hash of " + password,
                plugins,
                new RecordingDispatch(),
                passwordChanges::add,
                user -> {},
                Activity.NONE),
            Clock.fixed(NOW, ZoneOffset.UTC),
            Actor.OFFLINE);
    server =
        AdministrationServer.start(
            data.path(), AdministrationConfig.LOCAL, onStore::as, (name, password) -> false);
    administration = AdministrationClient.find(data.path()).orElseThrow();
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
    data.close();
  }

  @Test
  void usersAreAddedListedInPagesAndRemoved() {
    for (String name : List.of("carol", "alice", "bob/ø +%", "Bob")) {
      administration.addUser(name, "long enough");
    }

    assertThat(names(administration.users(Optional.empty(), 3)))
        .containsExactly("Bob", "alice", "bob/ø +%");
    assertThat(names(administration.users(Optional.of("bob/ø +%"), 3))).containsExactly("carol");
    assertThat(administration.users(Optional.empty(), 1).get(0).createdAt())
        .isEqualTo("2026-03-01T12:00:00Z");

    administration.removeUser("bob/ø +%");
    assertThat(names(administration.users(Optional.empty(), 10)))
        .containsExactly("Bob", "alice", "carol");
    assertThat(passwordChanges).containsExactly("bob/ø +%");
  }

  @Test
  void passwordIsHashedAndItsChangeTold() {
    administration.addUser("alice", "first one");
    administration.changePassword("alice", "second one");

    assertThat(store.users().find("alice").orElseThrow().passwordHash())
        .isEqualTo("hash of second one");
    assertThat(passwordChanges).containsExactly("alice");
  }

  @Test
  void whatCannotBeDoneWithUsersIsSaid() {
    administration.addUser("alice", "long enough");

    assertRefused(Reason.REFUSED, "'alice'", () -> administration.addUser("alice", "long enough"));
    assertRefused(Reason.NOT_FOUND, "'Alice'", () -> administration.removeUser("Alice"));
    assertRefused(Reason.NOT_FOUND, "'x'", () -> administration.changePassword("x", "long enough"));
    assertRefused(Reason.INVALID, "8 to 256", () -> administration.addUser("bob", "short"));
    assertRefused(Reason.INVALID, "7T:", () -> administration.addUser("7T:abc", "long enough"));
    assertRefused(Reason.INVALID, "name", () -> administration.addUser(" ", "long enough"));
    assertRefused(Reason.INVALID, "name", () -> administration.addUser("a\nb", "long enough"));
    assertRefused(Reason.INVALID, "1001", () -> administration.users(Optional.empty(), 1_001));
    assertRefused(Reason.INVALID, "0", () -> administration.users(Optional.empty(), 0));
  }

  @Test
  void pluginsAreListedWithTheirFailure() {
    assertThat(administration.plugins()).containsExactly(FAILED, RUNNING);
  }

  @Test
  void pluginIsDescribedWithItsSettingsLimitsAndFigures() {
    PluginDetail detail = administration.plugin("sms");

    assertThat(detail.plugin()).isEqualTo(FAILED);
    assertThat(detail.description()).isEqualTo("Sends by acme");
    assertThat(detail.maxContentLength()).isEqualTo(160);
    assertThat(detail.callbackAddress()).isEqualTo("https://x/gateway/sms/");
    assertThat(detail.settings()).isEqualTo(ListedPlugins.SETTINGS);
    assertThat(detail.limits()).isEqualTo(ListedPlugins.LIMITS);
    assertThat(detail.metrics()).isEqualTo(ListedPlugins.METRICS);
  }

  @Test
  void pluginIsPausedResumedAndRestartedAndTheDispatcherWoken() {
    administration.pausePlugin("sms");
    assertThat(wakes).isZero();
    administration.resumePlugin("sms");
    assertThat(wakes).isEqualTo(1);
    assertThat(administration.restartPlugin("sms")).isEqualTo("Plugin sms runs anew");
    assertThat(wakes).isEqualTo(2);

    assertThat(plugins.done()).containsExactly("pause sms", "resume sms", "restart sms");
  }

  @Test
  void unknownPluginIsSaid() {
    String name = "a/b \u00f8 +%";
    String said = "There is no plugin " + name;
    assertRefused(Reason.NOT_FOUND, said, () -> administration.plugin(name));
    assertRefused(Reason.NOT_FOUND, said, () -> administration.pausePlugin(name));
    assertRefused(Reason.NOT_FOUND, said, () -> administration.resumePlugin(name));
    assertRefused(Reason.NOT_FOUND, said, () -> administration.restartPlugin(name));
  }

  @Test
  void restartsThatTakeLongKeepNobodyWaitingAndAreBounded() throws Exception {
    int atOnce = 4;
    ExecutorService operators = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        results.add(operators.submit(() -> administration.restartPlugin("file")));
      }
      assertThat(restarting.await(20, TimeUnit.SECONDS)).isTrue();

      // Until all four have come, a fifth may be let in and waits as they do.
      while (plugins.done().size() < atOnce) {
        assertThat(administration.plugins()).containsExactly(FAILED, RUNNING);
      }
      assertRefused(
          Reason.UNAVAILABLE,
          "4 changes of plugins are under way",
          () -> administration.restartPlugin("file"));
      assertThat(administration.plugin("file").plugin()).isEqualTo(RUNNING);

      restartMayEnd.countDown();
      for (Future<String> result : results) {
        assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("Plugin file runs anew");
      }
    } finally {
      restartMayEnd.countDown();
      operators.shutdownNow();
    }
  }

  @Test
  void messageThatWaitsForAPluginThatIsNotCalledSaysSo() {
    assertThat(obstacle("paused", "an operator paused it")).isEqualTo("plugin 'x' is paused");
    assertThat(obstacle("suspended", "handling: too many of its last calls failed"))
        .isEqualTo("plugin 'x' is suspended: handling: too many of its last calls failed");
    assertThat(obstacle("stuck", "it hangs")).isEqualTo("plugin 'x' is stuck: it hangs");
    assertThat(obstacle("failed", "no url")).isEqualTo("plugin 'x' does not run: no url");
    assertThat(obstacle("off", "")).isEqualTo("plugin 'x' is switched off");
  }

  private static String obstacle(String state, String problem) {
    PluginEntry plugin =
        new PluginEntry(
            "x", "1", "", state, "", true, true, false, false, List.of(), "x.jar", problem);
    return new Obstacles(List.of(plugin), Set.of("x")).of("x").orElseThrow();
  }

  private String slowRestart(String name) {
    restarting.countDown();
    try {
      if (name.equals("file")) {
        restartMayEnd.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "Plugin %s runs anew".formatted(name);
  }

  @Test
  void incomingMessagesAreListedNewestFirstAndFiltered() {
    long first = accept("sms", "s1");
    long second = accept("file", "");
    long third = accept("sms", "s2");
    store
        .inbox()
        .finish(third, 0, MessageState.DEAD, 3, "no route", NOW)
        .toCompletableFuture()
        .join();

    assertThat(ids(query(null, null, null, Long.MAX_VALUE, 10)))
        .containsExactly(third, second, first);
    assertThat(ids(query("sms", null, null, Long.MAX_VALUE, 10))).containsExactly(third, first);
    assertThat(ids(query("sms", "waiting", null, Long.MAX_VALUE, 10))).containsExactly(first);
    assertThat(ids(query(null, null, "s2", Long.MAX_VALUE, 10))).containsExactly(third);
    assertThat(ids(query(null, null, null, third, 1))).containsExactly(second);
    IncomingEntry dead =
        administration.incoming(query(null, "dead", null, Long.MAX_VALUE, 10)).get(0);
    assertThat(dead.failures()).isEqualTo(3);
    assertThat(dead.reason()).isEqualTo("no route");
    assertThat(dead.endedAt()).isEqualTo("2026-03-01T12:00:00Z");
    assertRefused(
        Reason.INVALID,
        "'lost'",
        () -> administration.incoming(query(null, "lost", null, Long.MAX_VALUE, 10)));
  }

  @Test
  void waitingMessageSaysWhatItWaitsFor() {
    long first = accept("file", "s1");
    long second = accept("file", "s1");
    long third = accept("file", "s1");
    long single = accept("file", "");
    assertThat(reasons()).containsExactly("", after(first), after(first), "");

    postpone(first, "gateway is down", NOW.plusMillis(60_500));
    postpone(single, "", NOW.plusSeconds(5));
    assertThat(reasons())
        .containsExactly(
            "next attempt at 2026-03-01T12:00:05Z",
            after(first),
            after(first),
            "next attempt at 2026-03-01T12:01:00Z: gateway is down");
    assertThat(administration.incoming(third).message().reason()).isEqualTo(after(first));

    end(first, MessageState.DEAD, "no route");
    administration.retry(first);
    postpone(single, "late", NOW);
    assertThat(reasons())
        .containsExactly("late", after(second), "", after(second) + "; the last attempt: no route");
  }

  @Test
  void incomingMessageIsShownWithItsTexts() {
    long id = accept("sms", "s1");

    IncomingDetail shown = administration.incoming(id);

    assertThat(shown.content()).isEqualTo("Grüße <&> \uD83D\uDE00");
    assertThat(shown.from()).isEqualTo("+4712345678");
    assertThat(shown.message().user()).isEqualTo("crm");
    assertRefused(Reason.NOT_FOUND, "999", () -> administration.incoming(999L));
  }

  @Test
  void deadLetterIsRetriedAndTheDispatcherWoken() {
    long id = accept("sms", "");
    store.inbox().finish(id, 0, MessageState.DEAD, 3, "no route", NOW).toCompletableFuture().join();

    assertThat(administration.retry(id)).isEqualTo("dead");

    assertThat(administration.incoming(id).message().state()).isEqualTo("waiting");
    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void waitingMessageIsPutAsideWithTheReason() {
    long id = accept("sms", "");

    assertThat(administration.discard(id, "not wanted")).isEqualTo("waiting");

    assertThat(administration.incoming(id).message().state()).isEqualTo("discarded");
    assertThat(administration.incoming(id).message().reason()).contains("not wanted");
  }

  @Test
  void messageThatIsBeingHandledIsNotDiscarded() {
    long id = accept("sms", "");
    beingHandled = true;
    assertRefused(
        Reason.REFUSED, "is being handled right now", () -> administration.discard(id, "x"));
    assertThat(administration.incoming(id).message().state()).isEqualTo("waiting");
  }

  @Test
  void messageIsPutAsideWhileItIsDiscarded() {
    long id = accept("sms", "");
    administration.discard(id, "not wanted");
    assertThat(heldBack).containsExactly("put aside " + id, "let go " + id);
  }

  @Test
  void handledMessageIsNeitherRetriedNorDiscarded() {
    long id = accept("sms", "");
    store.inbox().finish(id, 0, MessageState.HANDLED, 0, "", NOW).toCompletableFuture().join();

    assertRefused(Reason.REFUSED, "was handled", () -> administration.retry(id));
    assertRefused(Reason.REFUSED, "was handled", () -> administration.discard(id, "x"));
    assertRefused(Reason.NOT_FOUND, "777", () -> administration.retry(777));
    assertThat(wakes).isZero();
  }

  @Test
  void messageWhoseContentWasErasedSaysSoAndIsNotRetried() {
    long id = accept("sms", "");
    administration.discard(id, "not wanted");
    assertThat(administration.incoming(id).contentErased()).isFalse();
    store
        .inbox()
        .eraseContent(MessageState.DISCARDED, Instant.now().plusSeconds(60), 10)
        .toCompletableFuture()
        .join();

    assertThat(administration.incoming(id).contentErased()).isTrue();
    assertThat(administration.incoming(id).content()).isEmpty();
    assertRefused(
        Reason.REFUSED,
        "The content of message %d was erased".formatted(id),
        () -> administration.retry(id));
    assertThat(wakes).isZero();
  }

  @Test
  void outgoingMessagesAreListedByStateAndStatus() {
    List<Integer> ids = recordOutgoing(3);
    settle(ids.get(0), 1, "");
    settle(ids.get(1), 0, "REJECTED: no such number");

    assertThat(outgoing(Optional.empty())).containsExactly(ids.get(2), ids.get(1), ids.get(0));
    assertThat(outgoing(Optional.of("in flight"))).containsExactly(ids.get(2));
    assertThat(outgoing(Optional.of("settled"))).containsExactly(ids.get(1), ids.get(0));
    assertThat(outgoing(Optional.of("error"))).containsExactly(ids.get(1));
    OutgoingEntry sent = administration.outgoing(ids.get(0));
    assertThat(sent.status()).isEqualTo("sent");
    assertThat(sent.externalIds()).containsExactly("x-" + ids.get(0));
    assertRefused(Reason.NOT_FOUND, "12345", () -> administration.outgoing(12345));
    assertRefused(Reason.INVALID, "delivery error", () -> outgoing(Optional.of("gone")));
  }

  @Test
  void reportsWithoutAMessageAreListedByPluginAndState() {
    report("sms", "ö/+ %", 3);
    report("mail", "b", 2);
    store.outbox().orphanReports(NOW.plusSeconds(1), NOW, 10).toCompletableFuture().join();
    report("sms", "c", 1);

    assertThat(receipts(Optional.empty(), Optional.empty())).containsExactly("c", "b", "ö/+ %");
    assertThat(receipts(Optional.of("sms"), Optional.empty())).containsExactly("c", "ö/+ %");
    assertThat(receipts(Optional.empty(), Optional.of("orphaned"))).containsExactly("b", "ö/+ %");
    assertThat(receipts(Optional.empty(), Optional.of("waiting"))).containsExactly("c");
    ReceiptEntry newest =
        administration
            .receipts(new ReceiptQuery(Optional.empty(), Optional.empty(), Long.MAX_VALUE, 1))
            .get(0);
    assertThat(newest)
        .isEqualTo(
            new ReceiptEntry(
                newest.id(), "sms", "c", "waiting", "sent", "note", "crm", NOW.toString(), ""));
    assertThat(
            administration.receipts(
                new ReceiptQuery(Optional.empty(), Optional.empty(), newest.id(), 10)))
        .extracting(ReceiptEntry::orphanedAt)
        .containsExactly(NOW.toString(), NOW.toString());
    assertThat(administration.receiptCounts())
        .containsExactly(new ReceiptCount("mail", 0, 1), new ReceiptCount("sms", 1, 1));
    assertRefused(
        Reason.INVALID, "waiting, orphaned", () -> receipts(Optional.empty(), Optional.of("lost")));
  }

  @Test
  void messagesAreCounted() {
    accept("sms", "");
    accept("sms", "");
    recordOutgoing(2);

    assertThat(administration.counts())
        .contains(new MessageCount("incoming", "sms", "waiting", 2))
        .contains(new MessageCount("outgoing", "sms", "in flight", 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer ", "Bearer wrong", "Basic YTpi"})
  void nothingIsToldWithoutTheToken(String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(at("/admin/v1/users"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }

    HttpResponse<String> response = send(request.build());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body())
        .containsPattern("token|name or the password")
        .doesNotContain(token(), "alice");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /admin/v1/nothing, '', 404",
    "GET, /admin/v2/users, '', 404",
    "GET, /, '', 404",
    "DELETE, /admin/v1/users, '', 404",
    "PUT, /admin/v1/users/bob/name, {}, 404",
    "POST, /admin/v1/users, 'nonsense', 400",
    "POST, /admin/v1/users, '{\"name\":\"bob\"}', 400",
    "POST, /admin/v1/users, '{\"name\":1,\"password\":\"long enough\"}', 400",
    "POST, /admin/v1/plugins/file/stop, {}, 404",
    "POST, /admin/v1/plugins/file, {}, 404",
    "POST, /admin/v1/plugins/restart, {}, 404",
    "GET, /admin/v1/plugins/file/restart, '', 404",
    "GET, /admin/v1/incoming/x, '', 400",
    "GET, /admin/v1/incoming/-1, '', 400",
    "GET, /admin/v1/outgoing/99999999999, '', 400",
    "GET, /admin/v1/users?limit=x, '', 400",
    "GET, /admin/v1/users?limit=99999999999, '', 400",
  })
  void whatIsNoProperRequestIsRefusedInJson(String method, String path, String body, int status)
      throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(at(path))
                .header("Authorization", "Bearer " + token())
                .method(method, BodyPublishers.ofString(body))
                .build());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).startsWith("{\"message\":").doesNotContain("Exception");
  }

  @Test
  void requestThatIsTooLargeIsRefused() throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(at("/admin/v1/users"))
                .header("Authorization", "Bearer " + token())
                .POST(BodyPublishers.ofString("x".repeat(100_000)))
                .build());

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void itListensOnLoopbackOnly() {
    assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void tokenIsForTheOwnerAlone() throws Exception {
    Path file = data.path().resolve("administration.json");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(data.path().resolve("administration.json.tmp")).doesNotExist();
  }

  @Test
  void stopRemovesTheFileAndTheClientSaysThatNobodyAnswers() {
    server.close();

    assertThat(AdministrationClient.find(data.path())).isEmpty();
    assertRefused(Reason.UNAVAILABLE, "does not answer", () -> administration.plugins());
  }

  @Test
  void stopLeavesTheFileOfAnotherServerAlone() {
    Administration other = administration;
    AdministrationServer newer =
        AdministrationServer.start(
            data.path(), AdministrationConfig.LOCAL, actor -> other, (name, password) -> false);

    server.close();

    assertThat(AdministrationClient.find(data.path())).isPresent();
    newer.close();
    assertThat(AdministrationClient.find(data.path())).isEmpty();
  }

  @Test
  void damagedFileIsSaid() throws Exception {
    Files.writeString(data.path().resolve("administration.json"), "{");

    assertRefused(Reason.UNAVAILABLE, "damaged", () -> AdministrationClient.find(data.path()));
  }

  private static String after(long id) {
    return "after message %d of its session".formatted(id);
  }

  private List<String> reasons() {
    return administration.incoming(query("file", null, null, Long.MAX_VALUE, 10)).stream()
        .map(IncomingEntry::reason)
        .toList();
  }

  private void postpone(long id, String reason, Instant due) {
    store.inbox().postpone(id, 0, 1, reason, due).toCompletableFuture().join();
  }

  private void end(long id, MessageState state, String reason) {
    store.inbox().finish(id, 0, state, 1, reason, NOW).toCompletableFuture().join();
  }

  private long accept(String plugin, String session) {
    return store
        .inbox()
        .accept(
            new NewIncoming(
                plugin,
                "+4712345678",
                "2000",
                "Grüße <&> \uD83D\uDE00",
                "text/plain",
                session,
                "crm",
                NOW,
                Optional.empty()))
        .toCompletableFuture()
        .join()
        .messageId();
  }

  private List<Integer> recordOutgoing(int count) {
    List<NewOutgoing.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new NewOutgoing.Entry(OptionalInt.empty(), "sms/160"));
    }
    return store
        .outbox()
        .record(new NewOutgoing("sms", "crm", entries, NOW, Optional.empty()))
        .toCompletableFuture()
        .join()
        .messagingIds();
  }

  private void settle(int id, int status, String description) {
    store
        .outbox()
        .settle(
            new Settlement(
                id, OutgoingState.SETTLED, status, List.of("x-" + id), "s", description, 1, NOW))
        .toCompletableFuture()
        .join();
  }

  private void report(String plugin, String externalId, int status) {
    store
        .outbox()
        .report(new DeliveryReport(plugin, externalId, status, "note", "crm", NOW))
        .toCompletableFuture()
        .join();
  }

  private List<String> receipts(Optional<String> plugin, Optional<String> state) {
    return administration.receipts(new ReceiptQuery(plugin, state, Long.MAX_VALUE, 10)).stream()
        .map(ReceiptEntry::externalId)
        .toList();
  }

  private List<Integer> outgoing(Optional<String> state) {
    return administration
        .outgoing(new OutgoingQuery(Optional.of("sms"), state, Integer.MAX_VALUE, 10))
        .stream()
        .map(OutgoingEntry::messagingId)
        .toList();
  }

  private static IncomingQuery query(
      String plugin, String state, String session, long before, int limit) {
    return new IncomingQuery(
        Optional.ofNullable(plugin),
        Optional.ofNullable(state),
        Optional.ofNullable(session),
        before,
        limit);
  }

  private List<Long> ids(IncomingQuery query) {
    return administration.incoming(query).stream().map(IncomingEntry::id).toList();
  }

  private static List<String> names(List<UserEntry> users) {
    return users.stream().map(UserEntry::name).toList();
  }

  private URI at(String path) {
    return server.address().resolve(path);
  }

  private String token() {
    return new AdministrationFile(data.path()).read().orElseThrow().token();
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static void assertRefused(Reason reason, String part, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            AdministrationException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(reason))
        .hasMessageContaining(part);
  }

  /** A dispatcher that may be handling a message. */
  private final class RecordingDispatch implements StoreAdministration.Dispatch {

    @Override
    public void lookAgain() {
      wakes++;
    }

    @Override
    public boolean putAside(String plugin, long id) {
      heldBack.add("put aside " + id);
      return !beingHandled;
    }

    @Override
    public void letGo(String plugin, long id) {
      heldBack.add("let go " + id);
    }
  }
}
