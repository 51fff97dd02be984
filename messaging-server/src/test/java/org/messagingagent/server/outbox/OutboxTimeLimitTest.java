package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.Gates;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.LoggerFactory;

/** Plugins whose calls do not end in time. */
@Timeout(60)
class OutboxTimeLimitTest {

  @TempDir private Path directory;
  private final CountDownLatch letGo = new CountDownLatch(1);
  private OutboxFixture fixture;

  @BeforeEach
  void open() {
    fixture = new OutboxFixture(directory, OutboxFixture.QUICK);
  }

  @AfterEach
  void close() {
    letGo.countDown();
    fixture.close();
  }

  @Test
  void callPastThePluginsTimeIsInterruptedAndUnknownAndTheOthersGoOn() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    InstalledPlugin plugin =
        limited(
            2,
            message -> {
              if (message.to().equals("slow")) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
              }
              return SendOutcome.sent();
            });
    List<OutgoingStatus> statuses = fixture.send(plugin, "slow", "a", "b");
    assertThat(statuses).extracting(OutgoingStatus::status).containsExactly(0, 1, 1);
    assertThat(statuses.get(0).state()).isEqualTo(OutgoingState.UNKNOWN);
    assertThat(statuses.get(0).description())
        .matches("OUTCOME_UNKNOWN: the plugin did not answer within \\d+ ms");
    interrupted.await();
    OutboxFixture.until(() -> Gates.overdueSends(plugin) == 0);
    assertThat(fixture.status(statuses.get(0)).description())
        .as("the end of the interrupted call tells nothing new")
        .isEqualTo(statuses.get(0).description());
  }

  @Test
  void whatALateCallAnswersStillCounts() throws Exception {
    InstalledPlugin plugin =
        limited(
            4,
            hanging(
                message ->
                    switch (message.to()) {
                      case "sent" -> SendOutcome.sent("late");
                      case "rejected" -> SendOutcome.rejected("no such number");
                      default -> SendOutcome.retry("throttled");
                    }));
    List<OutgoingStatus> statuses = fixture.send(plugin, "sent", "rejected", "again");
    assertThat(statuses).extracting(OutgoingStatus::state).containsOnly(OutgoingState.UNKNOWN);
    assertThat(Gates.overdueSends(plugin)).isEqualTo(3);
    letGo.countDown();
    OutboxFixture.until(
        () -> statuses.stream().allMatch(s -> fixture.status(s).state() == OutgoingState.SETTLED));
    assertThat(statuses.stream().map(s -> fixture.status(s).description()))
        .containsExactly("", "REJECTED: no such number", "NOT_SENT: throttled");
    assertThat(Gates.overdueSends(plugin)).isZero();
  }

  @Test
  void pluginThatHangsCostsItsOwnThreadsAndIsThenNotCalled() throws Exception {
    InstalledPlugin plugin = limited(2, hanging(message -> SendOutcome.sent()));
    List<OutgoingStatus> statuses = fixture.send(plugin, "a", "b", "c", "d");
    assertThat(statuses)
        .filteredOn(s -> s.description().startsWith("OUTCOME_UNKNOWN: "))
        .hasSize(2);
    assertThat(statuses)
        .extracting(OutgoingStatus::description)
        .contains(
            "NOT_SENT: the plugin is not called now: all its 2 threads hang in calls that do not"
                + " end");

    List<CompletableFuture<List<OutgoingStatus>>> more = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      more.add(fixture.sendAsync(plugin, "e", "f"));
    }
    for (CompletableFuture<List<OutgoingStatus>> answer : more) {
      assertThat(answer.get())
          .allMatch(s -> s.description().startsWith("NOT_SENT: the plugin is not called now"));
    }
    assertThat(threadsOf("sms")).isLessThanOrEqualTo(2);

    letGo.countDown();
    OutboxFixture.until(() -> Gates.overdueSends(plugin) == 0);
    assertThat(fixture.send(plugin, "g").get(0).status()).isEqualTo(1);
  }

  @Test
  void pluginThatHangsDoesNotHoldUpAnother() throws Exception {
    InstalledPlugin hangs = limited(2, hanging(message -> SendOutcome.sent()));
    InstalledPlugin works = fixture.plugin(SendingPlugin.of(message -> SendOutcome.sent()));
    CompletableFuture<List<OutgoingStatus>> hung =
        fixture.sendAsync(hangs, Collections.nCopies(20, "a").toArray(String[]::new));
    for (int i = 0; i < 50; i++) {
      assertThat(fixture.send(works, "b").get(0).status()).isEqualTo(1);
    }
    assertThat(hung.get()).allMatch(s -> s.status() == 0);
  }

  @Test
  void trialCallsThatHangDoNotKeepAPluginSuspendedForEver() throws Exception {
    InstalledPlugin plugin =
        fixture.plugin(
            SendingPlugin.of(
                    message -> {
                      if (message.to().equals("fails")) {
                        return SendOutcome.unknown("down");
                      }
                      return message.to().equals("hangs")
                          ? hanging(m -> SendOutcome.sent()).send(message)
                          : SendOutcome.sent();
                    })
                .withLimit("send-timeout", "50ms")
                .withLimit("breaker-calls", 5)
                .withLimit("breaker-pause", "10ms"));
    fixture.send(plugin, Collections.nCopies(5, "fails").toArray(String[]::new));
    OutboxFixture.until(() -> plugin.sending().closed().isEmpty());
    fixture.send(plugin, "hangs", "hangs", "hangs");
    OutboxFixture.until(() -> send(plugin, "works").status() == 1);
  }

  @Test
  void callThatDoesNotEndThoughInterruptedIsToldInOneLine() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(OverdueLog.class);
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    try {
      InstalledPlugin plugin = limited(1, hanging(message -> SendOutcome.sent()));
      int id = fixture.send(plugin, "a").get(0).messagingId();
      OutboxFixture.until(() -> !List.copyOf(lines.list).isEmpty());
      assertThat(lines.list)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .matches(
              "Plugin sms: its call that sends message %d has run for \\d+ m?s and does not end,"
                      .formatted(id)
                  + " though it was interrupted; it keeps a thread of the plugin until it does");
    } finally {
      logger.detachAppender(lines);
      logger.setAdditive(true);
    }
  }

  private OutgoingStatus send(InstalledPlugin plugin, String to) {
    try {
      return fixture.send(plugin, to).get(0);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private InstalledPlugin limited(int concurrency, OutgoingSender sender) {
    return fixture.plugin(
        SendingPlugin.of(sender)
            .withLimit("send-concurrency", concurrency)
            .withLimit("send-timeout", "100ms"));
  }

  /** A sender that no interrupt moves, until the test lets it go. */
  private OutgoingSender hanging(Function<OutgoingMessage, SendOutcome> then) {
    return message -> {
      while (letGo.getCount() > 0) {
        try {
          letGo.await();
        } catch (InterruptedException e) {
          continue;
        }
      }
      return then.apply(message);
    };
  }

  private static long threadsOf(String plugin) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("messaging-send-" + plugin + "-"))
        .filter(
            thread ->
                Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().contains("OutboxTimeLimitTest")))
        .count();
  }
}
