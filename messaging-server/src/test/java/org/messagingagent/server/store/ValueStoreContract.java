package org.messagingagent.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;

/** What every store of values promises, where an owner has at most {@link #MAX_ENTRIES}. */
public interface ValueStoreContract {

  int MAX_ENTRIES = 10;

  Condition ALWAYS = new Condition.Always();
  Condition ABSENT = new Condition.Absent();

  Store store();

  default ValueStore values() {
    return store().values();
  }

  @Test
  default void valueIsFoundByItsOwnerAndKey() {
    assertThat(values().get("sms", "k", NOW)).isEmpty();
    assertThat(put("sms", "k", "1")).isEqualTo(PutResult.WRITTEN);
    assertThat(put("mail", "k", "2")).isEqualTo(PutResult.WRITTEN);

    assertThat(values().get("sms", "k", NOW)).contains("1");
    assertThat(values().get("mail", "k", NOW)).contains("2");
    assertThat(values().get("sms", "K", NOW)).isEmpty();
    assertThat(values().get("sms/x", "k", NOW)).isEmpty();
    assertThat(put("sms", "k", "3")).isEqualTo(PutResult.WRITTEN);
    assertThat(values().get("sms", "k", NOW)).contains("3");
    assertThat(values().get("mail", "k", NOW)).contains("2");
  }

  @Test
  default void anyTextComesBackAsItWas() {
    String text =
        "\u0000 a\u0000b \r\n\t \u0001 \ud83d\ude00 \uffff e\u0301 '\";--" + "x".repeat(65_000);
    String key = "k\u0000\ud83d\ude00'";
    put("sms", key, text);
    put("sms", "k", "another");
    put("sms", "empty", "");

    assertThat(values().get("sms", key, NOW)).contains(text);
    assertThat(values().get("sms", "k", NOW)).contains("another");
    assertThat(values().get("sms", "empty", NOW)).contains("");
    assertThat(values().keys("sms", "k", "", 10, NOW)).containsExactly("k", key);
    assertThat(remove("sms", key, new Condition.Equal(text))).isTrue();
    assertThat(values().keys("sms", "k", "", 10, NOW)).containsExactly("k");
  }

  @Test
  default void conditionThatDoesNotHoldChangesNothing() {
    assertThat(put("sms", "k", "1", Optional.empty(), new Condition.Equal("0")))
        .isEqualTo(PutResult.NOT_WRITTEN);
    assertThat(put("sms", "k", "1", Optional.empty(), ABSENT)).isEqualTo(PutResult.WRITTEN);
    assertThat(put("sms", "k", "2", Optional.empty(), ABSENT)).isEqualTo(PutResult.NOT_WRITTEN);
    assertThat(put("sms", "k", "2", Optional.empty(), new Condition.Equal("0")))
        .isEqualTo(PutResult.NOT_WRITTEN);
    assertThat(values().get("sms", "k", NOW)).contains("1");
    assertThat(put("sms", "k", "2", Optional.empty(), new Condition.Equal("1")))
        .isEqualTo(PutResult.WRITTEN);
    assertThat(values().get("sms", "k", NOW)).contains("2");

    assertThat(remove("sms", "k", new Condition.Equal("1"))).isFalse();
    assertThat(remove("sms", "other", ALWAYS)).isFalse();
    assertThat(values().get("sms", "k", NOW)).contains("2");
    assertThat(remove("sms", "k", new Condition.Equal("2"))).isTrue();
    assertThat(values().get("sms", "k", NOW)).isEmpty();
    assertThat(remove("sms", "k", ALWAYS)).isFalse();
  }

  @Test
  default void expiredValueCountsAsAbsent() {
    Instant end = NOW.plusSeconds(10);
    Instant before = end.minusMillis(1);
    put("sms", "k", "1", Optional.of(end), ALWAYS);
    put("sms", "stays", "1");

    assertThat(values().get("sms", "k", before)).contains("1");
    assertThat(values().keys("sms", "", "", 10, before)).containsExactly("k", "stays");
    assertThat(values().get("sms", "k", end)).isEmpty();
    assertThat(values().keys("sms", "", "", 10, end)).containsExactly("stays");
    assertThat(get(values().remove("sms", "k", ALWAYS, end))).isFalse();
    assertThat(get(values().put("sms", "k", "2", Optional.empty(), new Condition.Equal("1"), end)))
        .isEqualTo(PutResult.NOT_WRITTEN);
    assertThat(get(values().put("sms", "k", "2", Optional.empty(), ABSENT, end)))
        .isEqualTo(PutResult.WRITTEN);
    assertThat(values().get("sms", "k", end.plusSeconds(1_000_000))).contains("2");
  }

  @Test
  default void valueLivesUntilTheEndOfItsLastMillisecond() {
    put("sms", "k", "1", Optional.of(NOW.plusNanos(1)), ALWAYS);
    assertThat(values().get("sms", "k", NOW)).contains("1");
    assertThat(values().get("sms", "k", NOW.plusMillis(1))).isEmpty();
  }

  @Test
  default void laterPutSetsTheExpiryAnew() {
    put("sms", "k", "1", Optional.of(NOW.plusSeconds(1)), ALWAYS);
    put("sms", "k", "1");
    assertThat(values().get("sms", "k", NOW.plusSeconds(2))).contains("1");
    put("sms", "k", "1", Optional.of(NOW.plusSeconds(3)), ALWAYS);
    assertThat(values().get("sms", "k", NOW.plusSeconds(3))).isEmpty();
  }

  @Test
  default void ownerWithAllItMayHaveGetsNoMoreAndOthersDo() {
    assertThat(values().maxEntries()).isEqualTo(MAX_ENTRIES);
    fill("sms");

    assertThat(put("sms", "more", "")).isEqualTo(PutResult.FULL);
    assertThat(values().get("sms", "more", NOW)).isEmpty();
    assertThat(put("sms", "k0", "changed")).isEqualTo(PutResult.WRITTEN);
    assertThat(put("sms", "k0", "", Optional.empty(), ABSENT)).isEqualTo(PutResult.NOT_WRITTEN);
    assertThat(put("mail", "more", "")).isEqualTo(PutResult.WRITTEN);
    assertThat(remove("sms", "k0", ALWAYS)).isTrue();
    assertThat(put("sms", "more", "")).isEqualTo(PutResult.WRITTEN);
    assertThat(put("sms", "k0", "")).isEqualTo(PutResult.FULL);
  }

  @Test
  default void expiredValuesCountUntilTheyAreDeletedOrReplaced() {
    Instant end = NOW.plusSeconds(1);
    for (int i = 0; i < MAX_ENTRIES; i++) {
      put("sms", "k" + i, "", Optional.of(end), ALWAYS);
    }
    assertThat(get(values().put("sms", "more", "", Optional.empty(), ALWAYS, end)))
        .isEqualTo(PutResult.FULL);
    assertThat(get(values().put("sms", "k0", "new", Optional.empty(), ABSENT, end)))
        .isEqualTo(PutResult.WRITTEN);
    assertThat(get(values().purge(end, 1))).isEqualTo(1);
    assertThat(get(values().put("sms", "more", "", Optional.empty(), ALWAYS, end)))
        .isEqualTo(PutResult.WRITTEN);
    assertThat(get(values().put("sms", "two more", "", Optional.empty(), ALWAYS, end)))
        .isEqualTo(PutResult.FULL);
  }

  @Test
  default void severalValuesAreSetAndRemovedTogether() {
    put("sms", "a", "old");
    Instant end = NOW.plusSeconds(10);
    assertThat(get(values().putAll("sms", Map.of("a", "1", "b", "2"), Optional.of(end), NOW)))
        .isEqualTo(PutResult.WRITTEN);
    assertThat(values().get("sms", "a", NOW)).contains("1");
    assertThat(values().get("sms", "b", end.minusMillis(1))).contains("2");
    assertThat(values().keys("sms", "", "", 10, end)).isEmpty();
    put("sms", "c", "3");
    put("mail", "a", "theirs");

    assertThat(get(values().removeAll("sms", List.of("c", "a", "nothing", "a"), NOW))).isEqualTo(2);
    assertThat(values().keys("sms", "", "", 10, NOW)).containsExactly("b");
    assertThat(values().get("mail", "a", NOW)).contains("theirs");
    assertThat(get(values().removeAll("sms", List.of("b"), end))).as("expired").isZero();
  }

  @Test
  default void severalValuesForWhichThereIsNoRoomAreAllLeft() {
    for (int i = 0; i < MAX_ENTRIES - 2; i++) {
      put("sms", "k" + i, "");
    }
    Map<String, String> three = Map.of("k0", "new", "x", "", "y", "", "z", "");
    assertThat(get(values().putAll("sms", three, Optional.empty(), NOW))).isEqualTo(PutResult.FULL);
    assertThat(values().get("sms", "k0", NOW)).contains("");
    assertThat(values().keys("sms", "", "", 20, NOW)).hasSize(MAX_ENTRIES - 2);
    Map<String, String> two = Map.of("k0", "new", "x", "", "y", "");
    assertThat(get(values().putAll("sms", two, Optional.empty(), NOW)))
        .isEqualTo(PutResult.WRITTEN);
    assertThat(values().get("sms", "k0", NOW)).contains("new");
    assertThat(put("sms", "z", "")).isEqualTo(PutResult.FULL);
    assertThat(get(values().putAll("sms", Map.of("x", "1", "y", "2"), Optional.empty(), NOW)))
        .as("what is there already needs no room")
        .isEqualTo(PutResult.WRITTEN);
  }

  @Test
  default void keysComeInPagesByPrefix() {
    for (String key :
        List.of("b/2", "a", "b/1", "b", "b/3", "b0", "c", "b/\ud83d\ude00", "b/\uffee")) {
      put("sms", key, "");
    }
    put("mail", "b/0", "");

    assertThat(values().keys("sms", "b/", "", 2, NOW)).containsExactly("b/1", "b/2");
    assertThat(values().keys("sms", "b/", "b/2", 10, NOW))
        .containsExactly("b/3", "b/\uffee", "b/\ud83d\ude00");
    assertThat(values().keys("sms", "b/", "b/\ud83d\ude00", 10, NOW)).isEmpty();
    assertThat(values().keys("sms", "", "b0", 10, NOW)).containsExactly("c");
    assertThat(values().keys("sms", "b", "", 2, NOW)).containsExactly("b", "b/1");
    assertThat(values().keys("sms", "b", "z", 2, NOW)).isEmpty();
    assertThat(values().keys("nobody", "", "", 10, NOW)).isEmpty();
    for (int limit : new int[] {0, 1_001}) {
      assertThatThrownBy(() -> values().keys("sms", "", "", limit, NOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(limit));
    }
  }

  @Test
  default void valuesPurgeDeletesTheExpiredInSteps() {
    put("sms", "stays", "");
    put("sms", "later", "", Optional.of(NOW.plusSeconds(2)), ALWAYS);
    for (int i = 0; i < 3; i++) {
      put(i == 0 ? "mail" : "sms", "k" + i, "", Optional.of(NOW.plusSeconds(1)), ALWAYS);
    }
    Instant now = NOW.plusSeconds(1);

    assertThat(get(values().purge(now.minusMillis(1), 10))).isZero();
    assertThat(get(values().purge(now, 2))).isEqualTo(2);
    assertThat(get(values().purge(now, 2))).isEqualTo(1);
    assertThat(get(values().purge(now, 2))).isZero();
    assertThat(values().keys("sms", "", "", 10, NOW)).containsExactly("later", "stays");
    assertThat(values().keys("mail", "", "", 10, NOW)).isEmpty();
  }

  @Test
  default void ofManyWhoWantALockOneGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<PutResult>> takers =
          IntStream.range(0, 16)
              .<Callable<PutResult>>mapToObj(
                  i -> () -> put("sms", "lock", "node" + i, Optional.empty(), ABSENT))
              .toList();
      int taken = 0;
      for (var taker : threads.invokeAll(takers)) {
        taken += taker.get() == PutResult.WRITTEN ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  default PutResult put(String owner, String key, String value) {
    return put(owner, key, value, Optional.empty(), ALWAYS);
  }

  private PutResult put(
      String owner, String key, String value, Optional<Instant> expiresAt, Condition condition) {
    return get(values().put(owner, key, value, expiresAt, condition, NOW));
  }

  default boolean remove(String owner, String key, Condition condition) {
    return get(values().remove(owner, key, condition, NOW));
  }

  private void fill(String owner) {
    for (int i = 0; i < MAX_ENTRIES; i++) {
      assertThat(put(owner, "k" + i, "")).isEqualTo(PutResult.WRITTEN);
    }
  }
}
