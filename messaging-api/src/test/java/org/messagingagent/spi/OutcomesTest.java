package org.messagingagent.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomesTest {

  @Test
  void handlerAnswersDoneAgainOrNever() {
    assertThat(HandleOutcome.handled().kind()).isEqualTo(HandleOutcome.Kind.HANDLED);
    assertThat(HandleOutcome.handled().reason()).isEmpty();
    assertThat(HandleOutcome.retry("busy"))
        .isEqualTo(new HandleOutcome(HandleOutcome.Kind.RETRY, "busy", Optional.empty()));
    assertThat(HandleOutcome.retry("busy", Duration.ofMinutes(1)).retryAfter())
        .hasValue(Duration.ofMinutes(1));
    assertThat(HandleOutcome.rejected("spam").kind()).isEqualTo(HandleOutcome.Kind.REJECTED);
  }

  @Test
  void senderAnswersWithWhatTheGatewaySaid() {
    assertThat(SendOutcome.sent("e-1").externalIds()).containsExactly("e-1");
    assertThat(SendOutcome.sent().externalIds()).isEmpty();
    assertThat(SendOutcome.delivered("e-1").kind()).isEqualTo(SendOutcome.Kind.DELIVERED);
    assertThat(SendOutcome.retry("busy").kind()).isEqualTo(SendOutcome.Kind.RETRY);
    assertThat(SendOutcome.retry("busy", Duration.ofSeconds(1)).retryAfter())
        .hasValue(Duration.ofSeconds(1));
    assertThat(SendOutcome.rejected("no such number").description()).isEqualTo("no such number");
    assertThat(SendOutcome.unknown("timed out").kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
  }

  @Test
  void sessionKeyAndDescriptionAreAddedToAnOutcome() {
    SendOutcome outcome = SendOutcome.sent("e-1").withSessionKey("s-1").withDescription("2 parts");
    assertThat(outcome)
        .isEqualTo(
            new SendOutcome(
                SendOutcome.Kind.SENT,
                List.of("e-1"),
                Optional.of("s-1"),
                "2 parts",
                Optional.empty()));
  }

  @Test
  void outcomeHasNoNulls() {
    assertThatNullPointerException().isThrownBy(() -> HandleOutcome.retry(null));
    assertThatNullPointerException().isThrownBy(() -> SendOutcome.rejected(null));
    assertThatNullPointerException().isThrownBy(() -> SendOutcome.sent(null));
  }
}
