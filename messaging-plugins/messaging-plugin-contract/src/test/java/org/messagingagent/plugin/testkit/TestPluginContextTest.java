package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.DeliveryReport.Status;
import org.messagingagent.spi.PluginScheduler;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SubmissionException;

class TestPluginContextTest {

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir Path directory;

  @Test
  void submitsAMessageOfOneGatewayIdOnce() {
    TestPluginContext context = context();
    ReceivedMessage message = ReceivedMessage.of("a", "b", "c").withGatewayId("g-1");
    assertThat(context.submitIncoming(message)).isEqualTo(1);
    assertThat(context.submitIncoming(ReceivedMessage.of("a", "b", "c"))).isEqualTo(2);
    assertThat(context.submitIncoming(message)).isEqualTo(1);
    assertThat(context.submitted()).hasSize(2);
  }

  @Test
  void refusesSubmissionsWhileItIsTold() {
    TestPluginContext context = context();
    context.refuseSubmissions("The disk is full", true);
    assertThatExceptionOfType(SubmissionException.class)
        .isThrownBy(() -> context.reportDelivery(DeliveryReport.of("x", Status.RECEIVED)))
        .matches(SubmissionException::retryable);
    assertThat(context.reported()).isEmpty();
    context.takeSubmissions();
    context.answerReports(DeliveryReport.Result.KEPT);
    assertThat(context.reportDelivery(DeliveryReport.of("x", Status.RECEIVED)))
        .isEqualTo(DeliveryReport.Result.KEPT);
  }

  @Test
  void reportsWhereItIsKnownOnlyWhereItIsKnown() {
    TestPluginContext context = context();
    DeliveryReport report = DeliveryReport.of("x", Status.RECEIVED);
    context.answerReports(DeliveryReport.Result.KEPT);
    assertThat(context.reportDeliveryIfKnown(report)).isEmpty();
    assertThat(context.reported()).isEmpty();
    context.answerReports(DeliveryReport.Result.UNCHANGED);
    assertThat(context.reportDeliveryIfKnown(report)).contains(DeliveryReport.Result.UNCHANGED);
    assertThat(context.reported()).containsExactly(report);
  }

  @Test
  void tellsTheTimesThatTheTestSays() {
    TestPluginContext context = context();
    assertThat(context.sendTimeout()).isEqualTo(Duration.ofSeconds(50));
    assertThat(context.handleTimeout()).isEqualTo(Duration.ofMinutes(5));
    context = context.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(context.sendTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(context.handleTimeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void takesAsManyJobsAsTheServer() {
    PluginScheduler scheduler = context().scheduler();
    PluginScheduler.Scheduled first = scheduler.after(Duration.ofHours(1), () -> {});
    for (int i = 1; i < PluginScheduler.MAX_JOBS; i++) {
      scheduler.after(Duration.ofHours(1), () -> {});
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler.after(Duration.ofHours(1), () -> {}))
        .withMessageContaining("1000 jobs");
    first.cancel();
    scheduler.after(Duration.ofHours(1), () -> {});
  }

  @Test
  void refusesIdsThatTheServerRefuses() {
    TestPluginContext context = context();
    String longId = "x".repeat(256);
    assertThatExceptionOfType(SubmissionException.class)
        .isThrownBy(() -> context.reportDelivery(DeliveryReport.of("", Status.SENT)))
        .matches(e -> !e.retryable());
    assertThatExceptionOfType(SubmissionException.class)
        .isThrownBy(
            () -> context.submitIncoming(ReceivedMessage.of("", "", "").withGatewayId(longId)));
  }

  @Test
  void runsJobsByTheClockThatTheTestMoves() {
    TestPluginContext context = context();
    context
        .scheduler()
        .after(Duration.ofMinutes(1), () -> context.metrics().counter("ran", "").increment());
    assertThat(context.runJobs()).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(context.runJobs()).isEqualTo(1);
    assertThat(context.metrics().count("ran")).isEqualTo(1);
    assertThat(context.jobFailures()).isEmpty();
  }

  @Test
  void tellsTheAddressAndTheValuesThatItIsGiven() {
    TestKeyValueStore values = new TestKeyValueStore(clock);
    values.put("seen", "1");
    URI address = URI.create("https://sms.example.com/gateway/sms/");
    TestPluginContext context = context().withStore(values).withCallbackAddress(address);
    assertThat(context.callbackAddress()).contains(address);
    assertThat(context.store().get("seen")).contains("1");
  }

  @Test
  void checksSettingsAsTheServerDoes() {
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(() -> context().withSettings(Map.of("url", "nonsense")).open())
        .satisfies(e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void doesNothingOnceItIsClosed() {
    TestPluginContext context = context();
    context.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> context.submitIncoming(ReceivedMessage.of("a", "b", "c")));
    assertThatIllegalStateException().isThrownBy(context::store);
    assertThatIllegalStateException()
        .isThrownBy(() -> context.scheduler().after(Duration.ZERO, () -> {}));
  }

  private TestPluginContext context() {
    return TestPluginContext.of(new ExamplePlugin(), directory).withClock(clock);
  }
}
