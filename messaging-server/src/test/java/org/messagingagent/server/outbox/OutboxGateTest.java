package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.Gates;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.spi.SendOutcome;

/** Sending through a plugin that may not be called, or not so often. */
@Timeout(60)
class OutboxGateTest {

  @TempDir private Path directory;
  private OutboxFixture fixture;
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void open() {
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void messagesForAPausedPluginAreNotSentAndUseUpNoAttempt() throws Exception {
    InstalledPlugin plugin = fixture.plugin(counting());
    Gates.pause(plugin, true);
    List<OutgoingStatus> statuses = fixture.send(plugin, "a", "b");
    assertThat(statuses)
        .extracting(OutgoingStatus::description)
        .containsOnly("NOT_SENT: the plugin is not called now: an operator paused it");
    assertThat(calls).hasValue(0);
    assertThat(fixture.store().outbox().find(statuses.get(0).messagingId()).orElseThrow())
        .satisfies(record -> assertThat(record.attempts()).isZero());

    Gates.pause(plugin, false);
    assertThat(fixture.send(plugin, "c").get(0).status()).isEqualTo(1);
  }

  @Test
  void pauseInMidCallEndsItForWhatWaitsAndNotForWhatRuns() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(
                    message -> {
                      if (message.to().equals("again")) {
                        return SendOutcome.retry("throttled", Duration.ofSeconds(20));
                      }
                      called.countDown();
                      finish.await();
                      return SendOutcome.sent();
                    })
                .withLimit("send-concurrency", 1));
    CompletableFuture<List<OutgoingStatus>> answer =
        fixture.sendAsync(plugin, "again", "runs", "waits");
    called.await();
    Gates.pause(plugin, true);
    int waiting = fixture.lastId(3);
    OutboxFixture.until(() -> !fixture.status(waiting).inFlight());
    finish.countDown();

    assertThat(answer.get())
        .extracting(OutgoingStatus::description)
        .containsExactly(
            "NOT_SENT: throttled; the plugin is not called now: an operator paused it",
            "",
            "NOT_SENT: the plugin is not called now: an operator paused it");
  }

  @Test
  void pluginWhoseCallsFailIsSuspendedAndTheRestIsNotSent() throws Exception {
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(
                    message -> {
                      calls.incrementAndGet();
                      return SendOutcome.unknown("no answer");
                    })
                .withLimit("send-concurrency", 1)
                .withLimit("breaker-calls", 5)
                .withLimit("breaker-pause", "1h"));
    List<OutgoingStatus> statuses =
        fixture.send(plugin, Collections.nCopies(8, "a").toArray(String[]::new));
    assertThat(calls).hasValue(5);
    assertThat(statuses.subList(0, 5))
        .extracting(OutgoingStatus::description)
        .containsOnly("OUTCOME_UNKNOWN: no answer");
    assertThat(statuses.subList(5, 8))
        .extracting(OutgoingStatus::description)
        .allMatch(
            text ->
                text.matches(
                    "NOT_SENT: the plugin is not called now: too many of its last calls failed;"
                        + " try again in \\d+ s"));

    fixture.send(plugin, "b");
    assertThat(calls).hasValue(5);
  }

  @Test
  void retryThatWaitsWhenThePluginIsSuspendedIsNotSentWithItsReason() throws Exception {
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(message -> SendOutcome.retry("throttled", Duration.ofSeconds(20)))
                .withLimit("breaker-calls", 5)
                .withLimit("breaker-pause", "1h"));
    List<OutgoingStatus> statuses = fixture.send(plugin, "a", "b", "c", "d", "e");
    assertThat(statuses)
        .extracting(OutgoingStatus::description)
        .allMatch(
            text -> text.startsWith("NOT_SENT: throttled; the plugin is not called now: too many"));
  }

  @Test
  void gatewayThatRefusesMessagesForGoodIsNoReasonToSuspendIt() throws Exception {
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(message -> SendOutcome.rejected("no such number"))
                .withLimit("breaker-calls", 5));
    List<OutgoingStatus> statuses =
        fixture.send(plugin, Collections.nCopies(20, "a").toArray(String[]::new));
    assertThat(statuses)
        .extracting(OutgoingStatus::description)
        .containsOnly("REJECTED: no such number");
  }

  @Test
  void trialOfASuspendedPluginDecidesForTheOtherMessagesOfItsCall() throws Exception {
    AtomicInteger failures = new AtomicInteger(5);
    Semaphore onTrial = new Semaphore(0);
    CountDownLatch finish = new CountDownLatch(1);
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(
                    message -> {
                      if (failures.getAndDecrement() > 0) {
                        return SendOutcome.unknown("down");
                      }
                      onTrial.release();
                      finish.await();
                      return SendOutcome.sent();
                    })
                .withLimit("breaker-calls", 5)
                .withLimit("breaker-pause", "10ms"));
    fixture.send(plugin, "a", "b", "c", "d", "e");
    OutboxFixture.until(() -> plugin.sending().closed().isEmpty());
    CompletableFuture<List<OutgoingStatus>> answer =
        fixture.sendAsync(plugin, Collections.nCopies(8, "f").toArray(String[]::new));
    onTrial.acquire(3);
    finish.countDown();
    assertThat(answer.get()).extracting(OutgoingStatus::status).containsOnly(1);
  }

  @Test
  void messagesBeyondTheRateGoOnWhenTheirTimeComes() throws Exception {
    InstalledPlugin plugin = fixture.plugin(counting().withLimit("send-rate", 20));
    long start = System.nanoTime();
    List<OutgoingStatus> statuses = fixture.send(plugin, "a", "b", "c", "d", "e", "f");
    assertThat(statuses).extracting(OutgoingStatus::status).containsOnly(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("five waits of a twentieth of a second, of which the first may be cut")
        .isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void messagesThatTheRateLeavesNoTimeForAreNotSent() throws Exception {
    fixture.reopen(OutboxFixture.config(Duration.ofMillis(300), 5, Duration.ofSeconds(30)));
    InstalledPlugin plugin = fixture.plugin(counting().withLimit("send-rate", 1));
    List<OutgoingStatus> statuses = fixture.send(plugin, "a", "b", "c", "d");
    assertThat(calls.get()).isBetween(1, 2);
    assertThat(statuses.subList(2, 4))
        .extracting(OutgoingStatus::description)
        .containsOnly(
            "NOT_SENT: the plugin's rate of 1 messages a second left no time for it within the"
                + " call");
  }

  private SendingPlugin counting() {
    return SendingPlugin.of(
        message -> {
          calls.incrementAndGet();
          return SendOutcome.sent();
        });
  }
}
