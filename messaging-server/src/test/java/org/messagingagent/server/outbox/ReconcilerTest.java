package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.Gates;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

/** Asking plugins on threads of their own. */
@Timeout(60)
class ReconcilerTest {

  private static final ReconcileConfig OFTEN =
      new ReconcileConfig(Duration.ofMillis(4), Duration.ofMillis(20), Duration.ofHours(24));

  @TempDir private Path directory;
  private OutboxFixture fixture;
  private Reconciler reconciler;

  @BeforeEach
  void open() {
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
    newReconciler();
  }

  @AfterEach
  void close() {
    reconciler.close();
    fixture.close();
  }

  @Test
  void messageOfADeadServerIsSettledAfterTheRestart() throws Exception {
    int id = leftInFlight();
    restart();
    assertThat(fixture.status(id).state()).isEqualTo(OutgoingState.UNKNOWN);
    reconciler.started(plugin(message -> SendOutcome.sent("found")));
    OutboxFixture.until(() -> fixture.status(id).status() == 1);
  }

  @Test
  void messageWhoseSenderFailedIsSettled() throws Exception {
    AtomicInteger inquiries = new AtomicInteger();
    InstalledPlugin plugin =
        plugin(
            message -> {
              throw new IllegalStateException("connection reset");
            },
            message ->
                inquiries.incrementAndGet() < 3
                    ? SendOutcome.unknown("not yet")
                    : SendOutcome.delivered("found"),
            "50s");
    reconciler.started(plugin);
    OutgoingStatus status = fixture.send(plugin, "a").get(0);
    assertThat(status.description()).startsWith("OUTCOME_UNKNOWN: ");
    OutboxFixture.until(() -> fixture.status(status).status() == 3);
  }

  @Test
  void messageIsNotAskedForWhileACallWithItGoesOn() throws Exception {
    CountDownLatch finish = new CountDownLatch(1);
    AtomicBoolean sending = new AtomicBoolean(true);
    AtomicBoolean askedTooEarly = new AtomicBoolean();
    CountDownLatch otherAsked = new CountDownLatch(3);
    InstalledPlugin plugin =
        plugin(
            message -> {
              if (message.to().equals("other")) {
                return SendOutcome.unknown("lost");
              }
              while (finish.getCount() > 0) {
                try {
                  finish.await();
                } catch (InterruptedException e) {
                  continue;
                }
              }
              sending.set(false);
              return SendOutcome.sent("late");
            },
            message -> {
              otherAsked.countDown();
              if (message.messagingId() == 1 && sending.get()) {
                askedTooEarly.set(true);
              }
              return message.messagingId() == 1
                  ? SendOutcome.rejected("never heard of it")
                  : SendOutcome.unknown("");
            },
            "50ms");
    reconciler.started(plugin);
    List<OutgoingStatus> statuses = fixture.send(plugin, "hangs", "other");
    assertThat(statuses).extracting(OutgoingStatus::messagingId).first().isEqualTo(1);
    otherAsked.await();
    finish.countDown();
    OutboxFixture.until(() -> fixture.status(1).state() == OutgoingState.SETTLED);
    assertThat(fixture.status(1).status()).isEqualTo(1);
    assertThat(askedTooEarly).isFalse();
  }

  @Test
  void inquiryPastItsTimeIsInterruptedAndOthersFollow() throws Exception {
    int first = leftInFlight();
    int second = leftInFlight();
    restart();
    CountDownLatch never = new CountDownLatch(1);
    reconciler.started(
        plugin(
            message -> SendOutcome.sent(),
            message -> {
              if (message.messagingId() == first) {
                never.await();
              }
              return SendOutcome.sent("found");
            },
            "50ms"));
    OutboxFixture.until(() -> fixture.status(second).status() == 1);
    assertThat(fixture.status(first).state()).isEqualTo(OutgoingState.UNKNOWN);
  }

  @Test
  void pluginThatIsStoppedIsAskedNoMore() throws Exception {
    int id = leftInFlight();
    restart();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger inquiries = new AtomicInteger();
    InstalledPlugin plugin =
        plugin(
            message -> {
              inquiries.incrementAndGet();
              asked.countDown();
              answer.await();
              return SendOutcome.unknown("not yet");
            });
    reconciler.started(plugin);
    asked.await();
    Gates.stop(plugin);
    reconciler.stopping(plugin);
    OutboxFixture.until(() -> threads() == 0);
    assertThat(inquiries).hasValue(1);
    assertThat(fixture.status(id).state()).isEqualTo(OutgoingState.UNKNOWN);

    reconciler.started(plugin(message -> SendOutcome.sent("found")));
    OutboxFixture.until(() -> fixture.status(id).status() == 1);
  }

  @Test
  void pluginThatCannotTellCostsNoThread() {
    reconciler.started(fixture.plugin(SendingPlugin.of(message -> SendOutcome.sent())));
    assertThat(threads()).isZero();
  }

  @Test
  void pluginThatIsStartedTwiceHasOneThread() {
    InstalledPlugin plugin = plugin(message -> SendOutcome.sent("found"));
    reconciler.started(plugin);
    reconciler.started(plugin);
    assertThat(threads()).isOne();
  }

  private InstalledPlugin plugin(Reconciling.Answers answers) {
    return plugin(message -> SendOutcome.sent(), answers, "50s");
  }

  private InstalledPlugin plugin(
      OutgoingSender sender, Reconciling.Answers answers, String timeout) {
    return fixture.plugin(
        new SendingPlugin(new Reconciling(sender, answers), List.of(), 0, Map.of())
            .withLimit("send-timeout", timeout));
  }

  private int leftInFlight() throws Exception {
    return fixture
        .store()
        .outbox()
        .record(
            new NewOutgoing(
                "sms",
                "admin",
                List.of(new NewOutgoing.Entry(OptionalInt.empty(), "")),
                Clock.systemUTC().instant(),
                Optional.empty()))
        .toCompletableFuture()
        .get()
        .messagingIds()
        .get(0);
  }

  private void restart() {
    close();
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
    fixture
        .store()
        .outbox()
        .settleInFlight(StatusText.OUTCOME_UNKNOWN + "crash", Clock.systemUTC().instant());
    newReconciler();
  }

  private void newReconciler() {
    reconciler =
        new Reconciler(fixture.outbox(), fixture.store().outbox(), OFTEN, Clock.systemUTC());
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("messaging-reconcile-sms-"))
        .count();
  }
}
