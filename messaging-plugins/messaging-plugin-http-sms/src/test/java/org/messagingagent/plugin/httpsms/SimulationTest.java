package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.TestClock;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.LoggerFactory;

class SimulationTest {

  @TempDir Path directory;

  @Test
  void sendsNothingAndSaysSo() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Simulation.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
    try (FakeGateway gateway = FakeGateway.start();
        Rig rig = Rig.open(directory, settings(gateway.url()))) {
      SendOutcome outcome = rig.send(7, "A secret for you");
      assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(outcome.externalIds()).containsExactly("simulated-7");
      assertThat(gateway.requests()).isEmpty();
      assertThat(rig.channel.health().detail()).isEqualTo("Simulating: nothing is sent");
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }
    assertThat(lines.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo("Simulated message 7: 16 characters in 1 SMS were sent to nobody");
  }

  @Test
  void reportsWhatItIsToldTo() throws Exception {
    TestClock clock = TestClock.at(Instant.parse("2026-11-27T10:00:00Z"));
    Map<String, String> settings = settings("https://sms.example.com");
    settings.put("simulate.receipt", "received");
    settings.put("simulate.receipt-after", "5s");
    try (Rig rig =
        Rig.open(
            TestPluginContext.of(new HttpSmsPlugin(), directory)
                .withSettings(settings)
                .withClock(clock))) {
      rig.send(7, "Hello");
      rig.context.runJobs();
      assertThat(rig.context.reported()).isEmpty();
      clock.advance(Duration.ofSeconds(5));
      rig.context.runJobs();
      assertThat(rig.context.reported())
          .containsExactly(
              new DeliveryReport("simulated-7", DeliveryReport.Status.RECEIVED, "Simulated"));
    }
  }

  @Test
  void refusesWhatTheVendorWouldNotGet() throws Exception {
    Map<String, String> settings = settings("https://sms.example.com");
    settings.put("numbers", "plus");
    try (Rig rig = Rig.open(directory, settings)) {
      assertThat(rig.channel.send(Rig.message(1, "", "nobody", "Hello", "")).kind())
          .isEqualTo(SendOutcome.Kind.REJECTED);
    }
  }

  private static Map<String, String> settings(String url) {
    Map<String, String> settings = new HashMap<>(Rig.simple(url));
    settings.put("simulate", "true");
    return settings;
  }
}
