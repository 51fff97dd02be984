package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandledRatesTest {

  private final Map<String, Long> counts = new HashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private final HandledRates rates = new HandledRates(() -> Map.copyOf(counts), nanos::get);

  @AfterEach
  void close() {
    rates.close();
  }

  @Test
  void rateIsThatOfTheLastMinute() {
    for (int step = 0; step <= 24; step++) {
      counts.put("sms", step <= 12 ? step * 500L : 6_000L + (step - 12) * 50L);
      rates.sample();
      advance(5);
    }
    assertThat(rates.perSecond().get("sms")).isBetween(9.0, 10.0);
  }

  @Test
  void pluginThatBeganAnewIsCountedFromThere() {
    counts.put("sms", 1_000L);
    rates.sample();
    advance(5);
    counts.put("sms", 20L);
    rates.sample();
    advance(5);
    counts.put("sms", 100L);

    assertThat(rates.perSecond()).containsEntry("sms", 10.0);
  }

  @Test
  void thereIsNoneBeforeTheFirstLook() {
    counts.put("sms", 5L);
    assertThat(rates.perSecond()).isEmpty();
  }

  private void advance(int seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
  }
}
