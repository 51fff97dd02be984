package org.messagingagent.plugin.testkit.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.KeyValueStore;

/** What every {@link KeyValueStore} keeps to. */
public interface KeyValueStoreContract {

  /** The one that is tested; empty at first, and the same throughout a test. */
  KeyValueStore store();

  /** Lets this time pass for {@link #store()}. */
  void pass(Duration time);

  @Test
  default void answersWhatWasPut() {
    store().put("a", "one");
    store().put("b", "", Duration.ofHours(1));
    assertThat(store().get("a")).contains("one");
    assertThat(store().get("b")).contains("");
    assertThat(store().get("c")).isEmpty();
  }

  @Test
  default void takesTheLaterValue() {
    store().put("a", "one", Duration.ofMinutes(1));
    store().put("a", "two");
    pass(Duration.ofDays(400));
    assertThat(store().get("a")).contains("two");
    store().put("a", "three", Duration.ofMinutes(1));
    pass(Duration.ofMinutes(1));
    assertThat(store().get("a")).isEmpty();
  }

  @Test
  default void forgetsWhatHasExpired() {
    store().put("a", "one", Duration.ofMinutes(1));
    pass(Duration.ofSeconds(59));
    assertThat(store().get("a")).contains("one");
    pass(Duration.ofSeconds(1));
    assertThat(store().get("a")).isEmpty();
    assertThat(store().keys("", "", 10)).isEmpty();
    assertThat(store().remove("a")).isFalse();
    assertThat(store().replace("a", "one", "two", Duration.ofMinutes(1))).isFalse();
    assertThat(store().putIfAbsent("a", "three", Duration.ofMinutes(1))).isTrue();
  }

  @Test
  default void putsIfAbsentOnce() {
    assertThat(store().putIfAbsent("a", "one", Duration.ofMinutes(1))).isTrue();
    assertThat(store().putIfAbsent("a", "two", Duration.ofDays(1))).isFalse();
    assertThat(store().get("a")).contains("one");
    pass(Duration.ofMinutes(1));
    assertThat(store().get("a")).isEmpty();
  }

  @Test
  default void oneOfManyPutsIfAbsent() throws Exception {
    int callers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        String value = "caller-" + i;
        answers.add(
            threads.submit(() -> store().putIfAbsent("lock", value, Duration.ofMinutes(1))));
      }
      List<Boolean> won = new ArrayList<>();
      for (Future<Boolean> answer : answers) {
        won.add(answer.get(30, TimeUnit.SECONDS));
      }
      assertThat(won).containsOnlyOnce(true);
      assertThat(store().get("lock")).contains("caller-" + won.indexOf(true));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  default void replacesTheExpectedValueAlone() {
    assertThat(store().replace("a", "one", "two", Duration.ofMinutes(1))).isFalse();
    store().put("a", "one");
    assertThat(store().replace("a", "other", "two", Duration.ofMinutes(1))).isFalse();
    assertThat(store().get("a")).contains("one");
    assertThat(store().replace("a", "one", "two", Duration.ofMinutes(1))).isTrue();
    assertThat(store().get("a")).contains("two");
    pass(Duration.ofMinutes(1));
    assertThat(store().get("a")).isEmpty();
  }

  @Test
  default void removesWhatIsThere() {
    store().put("a", "one");
    assertThat(store().remove("a", "other")).isFalse();
    assertThat(store().remove("a", "one")).isTrue();
    assertThat(store().remove("a", "one")).isFalse();
    store().put("a", "two");
    assertThat(store().remove("a")).isTrue();
    assertThat(store().remove("a")).isFalse();
    assertThat(store().get("a")).isEmpty();
  }

  @Test
  default void putsAndRemovesSeveralAtOnce() {
    store().put("a", "old");
    store().putAll(Map.of("a", "one", "b", "two"), Duration.ofMinutes(1));
    store().putAll(Map.of(), Duration.ofMinutes(1));
    assertThat(store().get("a")).contains("one");
    assertThat(store().get("b")).contains("two");
    pass(Duration.ofMinutes(1));
    assertThat(store().keys("", "", 10)).isEmpty();
    store().putAll(Map.of("a", "1", "b", "2", "c", "3"), Duration.ofMinutes(1));
    assertThat(store().removeAll(List.of("a", "nothing", "c", "a"))).isEqualTo(2);
    assertThat(store().removeAll(List.of())).isZero();
    assertThat(store().keys("", "", 10)).containsExactly("b");
  }

  @Test
  default void changesNothingWhereOneOfSeveralIsOutOfBounds() {
    Duration minute = Duration.ofMinutes(1);
    Map<String, String> longValue = Map.of("a", "x", "b", "v".repeat(KeyValueStore.MAX_VALUE + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> store().putAll(longValue, minute));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().putAll(Map.of("a", "x", "", "y"), minute));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().putAll(Map.of("a", "x"), Duration.ZERO));
    String large = "v".repeat(KeyValueStore.MAX_VALUE);
    Map<String, String> tooLarge = new HashMap<>();
    for (int i = 0; i <= KeyValueStore.MAX_CHARACTERS_AT_ONCE / KeyValueStore.MAX_VALUE; i++) {
      tooLarge.put("k" + i, large);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> store().putAll(tooLarge, minute));
    Map<String, String> tooMany = new HashMap<>();
    for (int i = 0; i <= KeyValueStore.MAX_AT_ONCE; i++) {
      tooMany.put("k" + i, "");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> store().putAll(tooMany, minute));
    assertThat(store().keys("", "", 1)).isEmpty();
    store().put("a", "x");
    assertThatIllegalArgumentException().isThrownBy(() -> store().removeAll(tooMany.keySet()));
    assertThatIllegalArgumentException().isThrownBy(() -> store().removeAll(List.of("a", "")));
    assertThat(store().get("a")).contains("x");
  }

  @Test
  default void listsKeysOfAPrefixInPages() {
    for (String key : List.of("b/2", "a/1", "b/1", "b/3", "c", "b%", "b_1")) {
      store().put(key, "x");
    }
    assertThat(store().keys("b/", "", 10)).containsExactly("b/1", "b/2", "b/3");
    assertThat(store().keys("b/", "", 2)).containsExactly("b/1", "b/2");
    assertThat(store().keys("b/", "b/2", 2)).containsExactly("b/3");
    assertThat(store().keys("b%", "", 10)).containsExactly("b%");
    assertThat(store().keys("b_", "", 10)).containsExactly("b_1");
    assertThat(store().keys("", "", 1_000))
        .containsExactly("a/1", "b%", "b/1", "b/2", "b/3", "b_1", "c");
  }

  @Test
  default void keepsTextsExactly() {
    String text = "<æøå> & \"日本\" \uD83D\uDE00 ' \\ \n\t";
    store().put(text, text);
    assertThat(store().get(text)).contains(text);
    assertThat(store().keys(text, "", 1)).containsExactly(text);
  }

  @Test
  default void takesTheLongestKeysAndValues() {
    String key = "k".repeat(KeyValueStore.MAX_KEY);
    String value = "v".repeat(KeyValueStore.MAX_VALUE);
    store().put(key, value);
    assertThat(store().get(key)).contains(value);
  }

  @Test
  default void refusesWhatIsOutOfBounds() {
    Duration minute = Duration.ofMinutes(1);
    String longKey = "k".repeat(KeyValueStore.MAX_KEY + 1);
    String longValue = "v".repeat(KeyValueStore.MAX_VALUE + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> store().put("", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> store().put(longKey, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> store().put("a", longValue));
    assertThatIllegalArgumentException().isThrownBy(() -> store().put("a", "x", Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().putIfAbsent("a", longValue, minute));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().putIfAbsent("a", "x", minute.negated()));
    assertThatIllegalArgumentException().isThrownBy(() -> store().keys("", "", 0));
    assertThatIllegalArgumentException().isThrownBy(() -> store().keys("", "", 1_001));
    assertThat(store().keys("", "", 1)).isEmpty();
  }
}
