package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.plugin.testkit.TestClock;

class AnswerTest {

  private final TestClock clock = TestClock.at(Instant.parse("2026-11-27T10:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "200, TAKEN",
    "201, TAKEN",
    "204, TAKEN",
    "299, TAKEN",
    "410, GONE",
    "429, BUSY",
    "400, NOT_TAKEN",
    "409, NOT_TAKEN",
    "413, NOT_TAKEN",
    "422, NOT_TAKEN",
    "499, NOT_TAKEN",
    "101, CLOSED",
    "301, CLOSED",
    "302, CLOSED",
    "307, CLOSED",
    "308, CLOSED",
    "401, CLOSED",
    "403, CLOSED",
    "404, CLOSED",
    "405, CLOSED",
    "407, CLOSED",
    "408, CLOSED",
    "500, CLOSED",
    "502, CLOSED",
    "503, CLOSED",
    "504, CLOSED",
    "599, CLOSED",
    "999, CLOSED"
  })
  void meansWhatItsStatusSays(int status, Answer.Meaning meaning) {
    assertThat(new Answer(status, Optional.empty()).meaning()).isEqualTo(meaning);
  }

  @Test
  void isBusyWhereTheReceiverSaysWhenToComeBack() {
    assertThat(new Answer(503, Optional.of("7")).meaning()).isEqualTo(Answer.Meaning.BUSY);
  }

  @Test
  void tellsWhenToComeBackInSecondsOrByADate() {
    assertThat(after("7")).contains(Duration.ofSeconds(7));
    assertThat(after(" 120 ")).contains(Duration.ofMinutes(2));
    assertThat(after("Fri, 27 Nov 2026 10:01:30 GMT")).contains(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-5",
        "soon",
        "1.5",
        "9999999999999",
        "Fri, 27 Nov 2026 09:59:59 GMT",
        "Fri, 99 Nov 2026 10:01:30 GMT"
      })
  void doesWithoutATimeThatMakesNoSense(String text) {
    assertThat(after(text)).isEmpty();
  }

  private Optional<Duration> after(String text) {
    return new Answer(429, Optional.of(text)).retryAfter(clock);
  }
}
