package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.Gates;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.spi.SendOutcome;

/** Plugins that are stopped while messages are sent. */
@Timeout(60)
class OutboxStopTest {

  private static final OutboxConfig SHORT_DRAIN =
      OutboxFixture.config(Duration.ofSeconds(30), 5, Duration.ofMillis(200));

  @TempDir private Path directory;
  private OutboxFixture fixture;
  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch finish = new CountDownLatch(1);

  @BeforeEach
  void open() {
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
  }

  @AfterEach
  void close() {
    finish.countDown();
    fixture.close();
  }

  @Test
  void stopWaitsForTheCallThatRunsAndBeginsNoOther() throws Exception {
    InstalledPlugin plugin = slow();
    CompletableFuture<List<OutgoingStatus>> answer = fixture.sendAsync(plugin, "a", "b");
    called.await();
    Gates.stop(plugin);
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(() -> fixture.outbox().stopping(plugin));
    int waiting = fixture.lastId(2);
    OutboxFixture.until(() -> !fixture.status(waiting).inFlight());
    assertThat(stopped).isNotDone();
    finish.countDown();
    stopped.get();
    assertThat(answer.get())
        .extracting(OutgoingStatus::description)
        .containsExactly("", "NOT_SENT: the plugin is not called now: it is being stopped");
    assertThat(answer.get().get(0).status()).isEqualTo(1);
    OutboxFixture.until(() -> threads().isEmpty());
  }

  @Test
  void callThatOutlastsTheDrainIsInterruptedAndUnknown() throws Exception {
    fixture.reopen(SHORT_DRAIN);
    InstalledPlugin plugin = slow();
    CompletableFuture<List<OutgoingStatus>> answer = fixture.sendAsync(plugin, "a");
    called.await();
    Gates.stop(plugin);
    fixture.outbox().stopping(plugin);
    assertThat(answer.get().get(0).description())
        .isEqualTo("OUTCOME_UNKNOWN: the plugin was stopped before it answered");
    OutboxFixture.until(() -> threads().isEmpty());
  }

  @Test
  void callThatHangsAlreadyDoesNotHoldUpTheStop() throws Exception {
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(
                    message -> {
                      while (finish.getCount() > 0) {
                        try {
                          finish.await();
                        } catch (InterruptedException e) {
                          continue;
                        }
                      }
                      return SendOutcome.sent();
                    })
                .withLimit("send-timeout", "20s"));
    fixture.reopen(OutboxFixture.config(Duration.ofMillis(200), 5, Duration.ofSeconds(30)));
    fixture.send(plugin, "a");
    assertThat(Gates.overdueSends(plugin)).isOne();
    Gates.stop(plugin);
    long start = System.nanoTime();
    fixture.outbox().stopping(plugin);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void requestThatComesAfterTheStopLeavesNoThreads() throws Exception {
    InstalledPlugin plugin = slow();
    Gates.stop(plugin);
    fixture.outbox().stopping(plugin);
    assertThat(fixture.send(plugin, "a").get(0).description())
        .isEqualTo("NOT_SENT: the plugin is not called now: it is being stopped");
    OutboxFixture.until(() -> threads().isEmpty());
  }

  @Test
  void anotherInstanceOfThePluginHasThreadsOfItsOwn() throws Exception {
    InstalledPlugin old = slow();
    InstalledPlugin fresh = fixture.plugin(SendingPlugin.of(message -> SendOutcome.sent("new")));
    CompletableFuture<List<OutgoingStatus>> answer = fixture.sendAsync(old, "a");
    called.await();
    assertThat(fixture.send(fresh, "b").get(0).status()).isEqualTo(1);
    Gates.stop(old);
    finish.countDown();
    fixture.outbox().stopping(old);
    assertThat(answer.get().get(0).status()).isEqualTo(1);
    assertThat(fixture.send(fresh, "c").get(0).status()).isEqualTo(1);
  }

  @Test
  void closedOutboxSendsNothing() throws Exception {
    InstalledPlugin plugin = fixture.plugin(SendingPlugin.of(message -> SendOutcome.sent()));
    fixture.send(plugin, "a");
    fixture.outbox().close();
    assertThat(fixture.send(plugin, "b").get(0).description())
        .isEqualTo("NOT_SENT: the plugin is not called now: it is being stopped");
  }

  private InstalledPlugin slow() {
    return fixture.plugin(
        SendingPlugin.of(
                message -> {
                  called.countDown();
                  finish.await();
                  return SendOutcome.sent();
                })
            .withLimit("send-concurrency", 1));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("messaging-send-sms-"))
        .toList();
  }
}
