package org.messagingagent.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private final RetryPolicy policy = new RetryPolicy(DispatchConfig.DEFAULTS, new Random(1));

  @Test
  void delayDoublesWithEachFailureWithinItsSpread() {
    for (int failures = 1; failures <= 12; failures++) {
      long expected = 1_000L << (failures - 1);
      assertThat(policy.delayAfter(failures, Optional.empty()).toMillis())
          .isBetween(expected * 8 / 10, expected * 12 / 10);
    }
  }

  @Test
  void delayStopsGrowingAtTheLongestRetry() {
    assertThat(policy.delayAfter(Integer.MAX_VALUE, Optional.empty()))
        .isLessThanOrEqualTo(DispatchConfig.DEFAULTS.longestRetry().multipliedBy(12).dividedBy(10))
        .isGreaterThan(DispatchConfig.DEFAULTS.longestRetry().dividedBy(2));
  }

  @Test
  void pluginsWishIsTheLeastDelay() {
    assertThat(policy.delayAfter(1, Optional.of(Duration.ofMinutes(7))))
        .isEqualTo(Duration.ofMinutes(7));
    assertThat(policy.delayAfter(12, Optional.of(Duration.ofMillis(1))))
        .isGreaterThan(Duration.ofMinutes(1));
  }

  @Test
  void pluginsWishIsHonouredUpToADay() {
    assertThat(policy.delayAfter(1, Optional.of(Duration.ofDays(3_000))))
        .isEqualTo(Duration.ofDays(1));
  }

  @Test
  void delaysOfManyMessagesAreSpread() {
    assertThat(
            java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> policy.delayAfter(5, Optional.empty()))
                .distinct()
                .count())
        .isGreaterThan(50);
  }

  @Test
  void givesUpAfterTheConfiguredAttempts() {
    assertThat(policy.givesUpAfter(DispatchConfig.DEFAULTS.maxAttempts() - 1)).isFalse();
    assertThat(policy.givesUpAfter(DispatchConfig.DEFAULTS.maxAttempts())).isTrue();
  }
}
