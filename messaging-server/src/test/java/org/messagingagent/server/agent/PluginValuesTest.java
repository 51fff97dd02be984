package org.messagingagent.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;

class PluginValuesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MAX_ENTRIES = 4;

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private Store store;
  private KeyValueStore values;

  @BeforeEach
  void open() {
    store = TestStores.open(directory, new StoreLimits(100, 1 << 20, 0, MAX_ENTRIES));
    values = of("sms");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void pluginSeesItsOwnValuesAlone() {
    values.put("k", "mine");
    of("mail").put("k", "theirs");
    of("sms/locks").put("k", "the server's");

    assertThat(values.get("k")).contains("mine");
    assertThat(values.keys("", "", 10)).containsExactly("k");
    assertThat(values.remove("k")).isTrue();
    assertThat(values.get("k")).isEmpty();
    assertThat(of("mail").get("k")).contains("theirs");
    assertThat(of("sms/locks").get("k")).contains("the server's");
  }

  @Test
  void valuesOutliveTheServer() {
    values.put("k", "1");
    store.close();
    open();
    assertThat(values.get("k")).contains("1");
  }

  @Test
  void valueExpiresWhenItsTimeHasPassed() {
    values.put("k", "1", MINUTE);
    clock.advance(MINUTE.minusMillis(1));
    assertThat(values.get("k")).contains("1");
    assertThat(values.putIfAbsent("k", "2", MINUTE)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(values.get("k")).isEmpty();
    assertThat(values.remove("k")).isFalse();
    assertThat(values.replace("k", "1", "3", MINUTE)).isFalse();
    assertThat(values.putIfAbsent("k", "2", MINUTE)).isTrue();
    assertThat(values.get("k")).contains("2");
  }

  @Test
  void replaceCountsItsTimeFromNowOn() {
    values.put("lock", "node1", MINUTE);
    clock.advance(MINUTE.dividedBy(2));
    assertThat(values.replace("lock", "node2", "node2", MINUTE)).isFalse();
    assertThat(values.replace("lock", "node1", "node1", MINUTE)).isTrue();
    clock.advance(MINUTE.dividedBy(2));
    assertThat(values.get("lock")).contains("node1");
    assertThat(values.remove("lock", "node2")).isFalse();
    assertThat(values.remove("lock", "node1")).isTrue();
    assertThat(values.get("lock")).isEmpty();
  }

  @Test
  void anyTimeToLiveThatIsPositiveCounts() {
    values.put("long", "1", Duration.ofSeconds(Long.MAX_VALUE));
    values.put("short", "1", Duration.ofNanos(1));
    assertThat(values.get("short")).contains("1");
    clock.advance(Duration.ofDays(36_000));
    assertThat(values.get("long")).contains("1");
    assertThat(values.get("short")).isEmpty();
    for (Duration none : new Duration[] {Duration.ZERO, Duration.ofMillis(-1)}) {
      assertOutOfBounds("timeToLive", () -> values.put("k", "1", none));
      assertOutOfBounds("timeToLive", () -> values.putIfAbsent("k", "1", none));
      assertOutOfBounds("timeToLive", () -> values.replace("k", "1", "1", none));
    }
  }

  @Test
  void keysAndValuesUpToTheBoundsAreKept() {
    String key = "k".repeat(KeyValueStore.MAX_KEY);
    String value = "\ud83d\ude00".repeat(KeyValueStore.MAX_VALUE / 2);
    values.put(key, value);
    assertThat(values.get(key)).contains(value);
    values.put("empty", "");
    assertThat(values.get("empty")).contains("");
  }

  @Test
  void whatIsBeyondTheBoundsIsRefusedWithTheBound() {
    String longKey = "k".repeat(KeyValueStore.MAX_KEY + 1);
    String longValue = "v".repeat(KeyValueStore.MAX_VALUE + 1);
    for (String key : new String[] {"", longKey}) {
      String size = Integer.toString(key.length());
      assertOutOfBounds("key must have 1 to 255 characters, has " + size, () -> values.get(key));
      assertOutOfBounds("255", () -> values.put(key, "1"));
      assertOutOfBounds("255", () -> values.put(key, "1", MINUTE));
      assertOutOfBounds("255", () -> values.putIfAbsent(key, "1", MINUTE));
      assertOutOfBounds("255", () -> values.replace(key, "1", "1", MINUTE));
      assertOutOfBounds("255", () -> values.remove(key));
      assertOutOfBounds("255", () -> values.remove(key, "1"));
    }
    assertOutOfBounds(
        "value must have 0 to 65536 characters, has 65537", () -> values.put("k", longValue));
    assertOutOfBounds("65536", () -> values.replace("k", longValue, "1", MINUTE));
    assertOutOfBounds("65536", () -> values.remove("k", longValue));
    assertOutOfBounds("255", () -> values.keys(longKey, "", 1));
    assertOutOfBounds("255", () -> values.keys("", longKey, 1));
    assertOutOfBounds("limit must be 1 to 1000, was 0", () -> values.keys("", "", 0));
    assertOutOfBounds("limit must be 1 to 1000, was 1001", () -> values.keys("", "", 1_001));
    assertThat(values.keys("", "", 10)).isEmpty();
  }

  @Test
  void textThatCannotBeKeptAsItIsIsRefused() {
    values.put("?", "another key");
    for (String broken : new String[] {"\ud83d", "\ude00", "a\ude00\ud83db"}) {
      assertOutOfBounds("surrogate", () -> values.get(broken));
      assertOutOfBounds("surrogate", () -> values.put("k", broken));
    }
  }

  @Test
  void fullStoreSaysHowManyValuesThereMayBe() {
    for (int i = 0; i < MAX_ENTRIES; i++) {
      values.put("k" + i, "1");
    }
    SubmissionException full =
        catchThrowableOfType(SubmissionException.class, () -> values.put("more", "1"));
    assertThat(full.retryable()).isFalse();
    assertThat(full).hasMessageContaining("4 values of 'sms'");
    assertThatThrownBy(() -> values.putIfAbsent("more", "1", MINUTE)).hasMessage(full.getMessage());
    assertThat(values.putIfAbsent("k0", "1", MINUTE)).isFalse();
    of("mail").put("more", "1");
  }

  @Test
  void serverKeepsAsManyValuesAsPluginsArePromised() {
    assertThat(StoreLimits.DEFAULTS.values()).isEqualTo(KeyValueStore.MAX_ENTRIES);
  }

  @Test
  void storeThatDoesNotAnswerIsToldWithoutItsDetails() {
    store.close();
    for (ThrowingCallable call :
        new ThrowingCallable[] {
          () -> values.get("k"),
          () -> values.put("k", "1"),
          () -> values.remove("k"),
          () -> values.keys("", "", 1)
        }) {
      SubmissionException failure = catchThrowableOfType(SubmissionException.class, call);
      assertThat(failure.retryable()).isTrue();
      assertThat(failure)
          .hasMessageContaining("try again later")
          .hasMessageNotContaining(directory.toString())
          .hasNoCause();
    }
  }

  private KeyValueStore of(String owner) {
    return new DefaultPluginHost(store, clock, Optional.empty()).values(owner);
  }

  private static void assertOutOfBounds(String bound, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(bound);
  }
}
