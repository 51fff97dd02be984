package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

@Timeout(60)
class OutboxTest {

  private static final OutboxConfig QUICK =
      new OutboxConfig(4, Duration.ofSeconds(30), 5, Duration.ofMillis(2));
  private static final OutboxConfig SHORT =
      new OutboxConfig(4, Duration.ofMillis(300), 1_000, Duration.ofMillis(2));

  @TempDir private Path directory;
  private Store store;
  private Outbox outbox;

  @BeforeEach
  void open() {
    store = TestStores.open(directory.resolve("store"));
    outbox = new Outbox(store.outbox(), QUICK, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    outbox.close();
    store.close();
  }

  @Test
  void eachMessageHasItsStatusInTheOrderOfTheMessages() throws Exception {
    List<OutgoingStatus> statuses =
        send(
            message ->
                message.to().equals("bad")
                    ? SendOutcome.rejected("no such number")
                    : SendOutcome.sent("x" + message.messagingId()),
            "good",
            "bad",
            "good");
    assertThat(statuses).extracting(OutgoingStatus::status).containsExactly(1, 0, 1);
    assertThat(statuses.get(1).description()).isEqualTo("REJECTED: no such number");
    assertThat(statuses).extracting(OutgoingStatus::messagingId).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void messageIsOnDiskBeforeThePluginIsCalled() throws Exception {
    List<OutgoingStatus> seen = new ArrayList<>();
    send(
        message -> {
          seen.add(
              store.outbox().statuses(List.of(message.messagingId())).get(message.messagingId()));
          return SendOutcome.sent("x");
        },
        "a");
    assertThat(seen).singleElement().satisfies(status -> assertThat(status.inFlight()).isTrue());
  }

  @Test
  void messageThePluginWantsAgainIsTriedAgainWithinTheCall() throws Exception {
    List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
    List<OutgoingStatus> statuses =
        send(
            message -> {
              attempts.add(message.attempt());
              return message.attempt() < 3 ? SendOutcome.retry("throttled") : SendOutcome.sent("x");
            },
            "a");
    assertThat(statuses.get(0).status()).isEqualTo(1);
    assertThat(attempts).containsExactly(1, 2, 3);
  }

  @Test
  void messageThatIsNeverTakenIsNotSentAfterTheLastAttempt() throws Exception {
    List<OutgoingStatus> statuses = send(message -> SendOutcome.retry("throttled"), "a");
    assertThat(statuses.get(0).status()).isZero();
    assertThat(statuses.get(0).description()).isEqualTo("NOT_SENT: throttled");
  }

  @Test
  void retryLaterThanTheDeadlineIsNotWaitedFor() throws Exception {
    List<OutgoingStatus> statuses =
        send(message -> SendOutcome.retry("tomorrow", Duration.ofDays(1)), "a");
    assertThat(statuses.get(0).description()).isEqualTo("NOT_SENT: tomorrow");
  }

  @Test
  void callThatDoesNotReturnIsUnknownAtTheDeadlineAndSettledWhenItReturns() throws Exception {
    useConfig(SHORT);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    List<OutgoingStatus> statuses =
        send(
            message -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              letGo.await();
              return SendOutcome.sent("late-1");
            },
            "a");
    assertThat(statuses.get(0).state()).isEqualTo(OutgoingState.UNKNOWN);
    assertThat(statuses.get(0).description()).startsWith("OUTCOME_UNKNOWN: ");
    interrupted.await();
    letGo.countDown();
    report("late-1", 3);
    int id = statuses.get(0).messagingId();
    while (store.outbox().statuses(List.of(id)).get(id).status() != 3) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatThePluginHadNoTimeForIsNotSent() throws Exception {
    useConfig(SHORT);
    CountDownLatch never = new CountDownLatch(1);
    List<OutgoingStatus> statuses =
        send(
            message -> {
              never.await();
              return SendOutcome.sent();
            },
            "a",
            "b",
            "c",
            "d",
            "e",
            "f");
    assertThat(statuses)
        .filteredOn(s -> s.description().startsWith("OUTCOME_UNKNOWN: "))
        .hasSize(4);
    assertThat(statuses).filteredOn(s -> s.description().startsWith("NOT_SENT: ")).hasSize(2);
  }

  @Test
  void pluginThatThrowsLeavesTheOutcomeUnknown() throws Exception {
    List<OutgoingStatus> statuses =
        send(
            message -> {
              throw new IllegalStateException("secret /etc/path");
            },
            "a");
    assertThat(statuses.get(0).description())
        .startsWith("OUTCOME_UNKNOWN: ")
        .doesNotContain("secret")
        .doesNotContain("Exception");
  }

  @Test
  void reportThatComesBeforeTheSendReturnsIsApplied() throws Exception {
    List<OutgoingStatus> statuses =
        send(
            message -> {
              report("early-1", 3);
              return SendOutcome.sent("early-1");
            },
            "a");
    assertThat(statuses.get(0).status()).isEqualTo(3);
  }

  @Test
  void slowGatewayIsCalledFromSeveralThreads() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    List<OutgoingStatus> statuses =
        send(
            message -> {
              together.await();
              return SendOutcome.sent();
            },
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
            "g",
            "h");
    assertThat(statuses).extracting(OutgoingStatus::status).containsOnly(1);
  }

  @Test
  void repeatUnderTheSameKeyIsAnsweredAndNotSent() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    InstalledPlugin plugin =
        plugin(
            message -> {
              calls.incrementAndGet();
              return message.to().equals("bad") ? SendOutcome.rejected("no") : SendOutcome.sent();
            });
    RequestKey key = new RequestKey("admin", "SendMessages", "k1", new byte[32]);
    List<OutgoingStatus> first = outbox.send(request(plugin, Optional.of(key), "a", "bad"));
    List<OutgoingStatus> second = outbox.send(request(plugin, Optional.of(key), "a", "bad"));
    assertThat(second).isEqualTo(first);
    assertThat(calls).hasValue(2);
  }

  @Test
  void repeatWaitsForTheAnswerOfTheFirst() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    InstalledPlugin plugin =
        plugin(
            message -> {
              calls.incrementAndGet();
              started.countDown();
              finish.await();
              return SendOutcome.sent("x");
            });
    RequestKey key = new RequestKey("admin", "SendMessages", "k1", new byte[32]);
    CompletableFuture<List<OutgoingStatus>> first =
        sendAsync(request(plugin, Optional.of(key), "a"));
    started.await();
    CompletableFuture<List<OutgoingStatus>> second =
        sendAsync(request(plugin, Optional.of(key), "a"));
    finish.countDown();
    assertThat(second.get()).isEqualTo(first.get());
    assertThat(second.get().get(0).status()).isEqualTo(1);
    assertThat(calls).hasValue(1);
  }

  @Test
  void keyOfAnotherRequestIsRefused() throws Exception {
    InstalledPlugin plugin = plugin(message -> SendOutcome.sent());
    outbox.send(
        request(
            plugin, Optional.of(new RequestKey("admin", "SendMessages", "k1", new byte[32])), "a"));
    byte[] other = new byte[32];
    other[0] = 1;
    assertThatThrownBy(
            () ->
                outbox.send(
                    request(
                        plugin,
                        Optional.of(new RequestKey("admin", "SendMessages", "k1", other)),
                        "b")))
        .isInstanceOf(Outbox.KeyReusedException.class);
  }

  @Test
  void formatThatThePluginDoesNotTakeFailsThatMessageAlone() throws Exception {
    InstalledPlugin plugin =
        TestPlugin.install(
                directory,
                new TestPlugin(
                    "sms", List.of("sms/160"), (OutgoingSender) message -> SendOutcome.sent()))
            .all()
            .get(0);
    SendRequest request =
        new SendRequest(
            plugin,
            "admin",
            List.of(item("a", "sms/160"), item("b", "text/html"), item("c", "")),
            Optional.empty(),
            Optional.empty());
    List<OutgoingStatus> statuses = outbox.send(request);
    assertThat(statuses).extracting(OutgoingStatus::status).containsExactly(1, 0, 1);
    assertThat(statuses.get(1).description())
        .isEqualTo("REJECTED: Plugin 'sms' does not take format 'text/html'; it takes [sms/160]");
  }

  private void useConfig(OutboxConfig config) {
    outbox.close();
    outbox = new Outbox(store.outbox(), config, Clock.systemUTC());
  }

  private CompletableFuture<List<OutgoingStatus>> sendAsync(SendRequest request) {
    CompletableFuture<List<OutgoingStatus>> result = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                result.complete(outbox.send(request));
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            })
        .start();
    return result;
  }

  private List<OutgoingStatus> send(OutgoingSender sender, String... receivers)
      throws InterruptedException {
    return outbox.send(request(plugin(sender), Optional.empty(), receivers));
  }

  private InstalledPlugin plugin(OutgoingSender sender) {
    return TestPlugin.install(directory, new TestPlugin("sms", sender)).all().get(0);
  }

  private static SendRequest request(
      InstalledPlugin plugin, Optional<RequestKey> key, String... receivers) {
    return new SendRequest(
        plugin,
        "admin",
        java.util.Arrays.stream(receivers).map(to -> item(to, "")).toList(),
        Optional.<Map<String, String>>empty(),
        key);
  }

  private static SendRequest.Item item(String to, String format) {
    return new SendRequest.Item("from", to, "content", format, OptionalInt.empty(), "");
  }

  private void report(String externalId, int status) throws Exception {
    store
        .outbox()
        .report(new DeliveryReport("sms", externalId, status, "", "gateway", Instant.now()))
        .toCompletableFuture()
        .get();
  }
}
