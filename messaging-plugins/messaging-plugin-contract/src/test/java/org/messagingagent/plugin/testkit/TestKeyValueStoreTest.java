package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.context.KeyValueStoreContract;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;

class TestKeyValueStoreTest implements KeyValueStoreContract {

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final TestKeyValueStore store = new TestKeyValueStore(clock);

  @Override
  public KeyValueStore store() {
    return store;
  }

  @Override
  public void pass(Duration time) {
    clock.advance(time);
  }

  @Test
  void failsWhileItIsBroken() {
    store.put("a", "one");
    store.breakWith(new SubmissionException("The disk is full", true));
    assertThatExceptionOfType(SubmissionException.class)
        .isThrownBy(() -> store.get("a"))
        .withMessage("The disk is full")
        .matches(SubmissionException::retryable);
    store.repair();
    assertThat(store.get("a")).contains("one");
  }
}
