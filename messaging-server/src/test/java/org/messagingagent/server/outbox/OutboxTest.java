package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

@Timeout(60)
class OutboxTest {

  private static final OutboxConfig SHORT =
      OutboxFixture.config(Duration.ofMillis(300), 1_000, Duration.ofSeconds(30));

  @TempDir private Path directory;
  private OutboxFixture fixture;

  @BeforeEach
  void open() {
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
  }

  @AfterEach
  void close() {
    fixture.close();
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
              fixture
                  .store()
                  .outbox()
                  .statuses(List.of(message.messagingId()))
                  .get(message.messagingId()));
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
    fixture.report("late-1", 3);
    int id = statuses.get(0).messagingId();
    while (fixture.store().outbox().statuses(List.of(id)).get(id).status() != 3) {
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
              fixture.report("early-1", 3);
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
    List<OutgoingStatus> first =
        fixture.outbox().send(request(plugin, Optional.of(key), "a", "bad"));
    List<OutgoingStatus> second =
        fixture.outbox().send(request(plugin, Optional.of(key), "a", "bad"));
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
        fixture.sendAsync(request(plugin, Optional.of(key), "a"));
    started.await();
    CompletableFuture<List<OutgoingStatus>> second =
        fixture.sendAsync(request(plugin, Optional.of(key), "a"));
    finish.countDown();
    assertThat(second.get()).isEqualTo(first.get());
    assertThat(second.get().get(0).status()).isEqualTo(1);
    assertThat(calls).hasValue(1);
  }

  @Test
  void keyOfAnotherRequestIsRefused() throws Exception {
    InstalledPlugin plugin = plugin(message -> SendOutcome.sent());
    fixture
        .outbox()
        .send(
            request(
                plugin,
                Optional.of(new RequestKey("admin", "SendMessages", "k1", new byte[32])),
                "a"));
    byte[] other = new byte[32];
    other[0] = 1;
    assertThatThrownBy(
            () ->
                fixture
                    .outbox()
                    .send(
                        request(
                            plugin,
                            Optional.of(new RequestKey("admin", "SendMessages", "k1", other)),
                            "b")))
        .isInstanceOf(Outbox.KeyReusedException.class);
  }

  @Test
  void formatThatThePluginDoesNotTakeFailsThatMessageAlone() throws Exception {
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(message -> SendOutcome.sent()).withFormats(List.of("sms/160")));
    SendRequest request =
        new SendRequest(
            plugin,
            "admin",
            List.of(item("a", "sms/160"), item("b", "text/html"), item("c", "")),
            Optional.empty(),
            Optional.empty());
    List<OutgoingStatus> statuses = fixture.outbox().send(request);
    assertThat(statuses).extracting(OutgoingStatus::status).containsExactly(1, 0, 1);
    assertThat(statuses.get(1).description())
        .isEqualTo("REJECTED: Plugin 'sms' does not take format 'text/html'; it takes [sms/160]");
  }

  @Test
  void contentTooLongForThePluginFailsThatMessageAlone() throws Exception {
    List<String> sent = Collections.synchronizedList(new ArrayList<>());
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(
                    message -> {
                      sent.add(message.content());
                      return SendOutcome.sent();
                    })
                .withMaxContentLength(3));
    SendRequest request =
        new SendRequest(
            plugin,
            "admin",
            List.of(content("abc"), content("abcd"), content("")),
            Optional.empty(),
            Optional.empty());
    List<OutgoingStatus> statuses = fixture.outbox().send(request);
    assertThat(statuses).extracting(OutgoingStatus::status).containsExactly(1, 0, 1);
    assertThat(statuses.get(1).description())
        .isEqualTo("REJECTED: the content is 4 characters long; plugin 'sms' takes at most 3");
    assertThat(sent).containsExactlyInAnyOrder("abc", "");
  }

  @Test
  void messageThatTheReceiverHasAlreadyIsReceived() throws Exception {
    List<OutgoingStatus> statuses = send(message -> SendOutcome.delivered("x"), "a");
    assertThat(statuses.get(0).status()).isEqualTo(3);
    assertThat(fixture.status(statuses.get(0)).status()).isEqualTo(3);
  }

  @Test
  void messageInPartsIsFoundByTheIdOfAnyPart() throws Exception {
    List<OutgoingStatus> statuses =
        send(message -> SendOutcome.sentInParts(List.of("p1", "p2", "p3")), "a");
    int id = statuses.get(0).messagingId();
    assertThat(fixture.store().outbox().find(id).orElseThrow().externalIds())
        .containsExactly("p1", "p2", "p3");
    fixture.report("p2", 2);
    assertThat(fixture.status(id).status()).isEqualTo(2);
    fixture.report("p3", 3);
    assertThat(fixture.status(id).status()).isEqualTo(3);
  }

  private void useConfig(OutboxConfig config) {
    fixture.reopen(config);
  }

  private List<OutgoingStatus> send(OutgoingSender sender, String... receivers)
      throws InterruptedException {
    return fixture.outbox().send(request(plugin(sender), Optional.empty(), receivers));
  }

  private InstalledPlugin plugin(OutgoingSender sender) {
    return fixture.plugin(SendingPlugin.of(sender).withLimit("send-concurrency", 4));
  }

  private static SendRequest request(
      InstalledPlugin plugin, Optional<RequestKey> key, String... receivers) {
    return OutboxFixture.request(plugin, key, receivers);
  }

  private static SendRequest.Item item(String to, String format) {
    return new SendRequest.Item("from", to, "content", format, OptionalInt.empty(), "");
  }

  private static SendRequest.Item content(String content) {
    return new SendRequest.Item("from", "to", content, "", OptionalInt.empty(), "");
  }
}
