package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.messagingagent.server.store.ValueStore;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;

/** The values of one owner. */
final class PluginValues implements KeyValueStore {

  private static final int MAX_PAGE = 1_000;

  /** What lives longer than this is asked for as if it were for ever; times stay in range. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Condition ALWAYS = new Condition.Always();
  private static final Condition ABSENT = new Condition.Absent();

  private final String owner;
  private final ValueStore values;
  private final StoreCalls calls;
  private final Clock clock;

  PluginValues(String owner, ValueStore values, StoreCalls calls, Clock clock) {
    this.owner = owner;
    this.values = values;
    this.calls = calls;
    this.clock = clock;
  }

  @Override
  public Optional<String> get(String key) {
    checkKey(key);
    return reading(() -> values.get(owner, key, clock.instant()));
  }

  @Override
  public void put(String key, String value) {
    put(key, value, Optional.empty(), ALWAYS);
  }

  @Override
  public void put(String key, String value, Duration timeToLive) {
    put(key, value, Optional.of(timeToLive), ALWAYS);
  }

  @Override
  public boolean putIfAbsent(String key, String value, Duration timeToLive) {
    return put(key, value, Optional.of(timeToLive), ABSENT);
  }

  @Override
  public boolean replace(String key, String expected, String value, Duration timeToLive) {
    checkText("expected", expected, 0, MAX_VALUE);
    return put(key, value, Optional.of(timeToLive), new Condition.Equal(expected));
  }

  @Override
  public void putAll(Map<String, String> all, Duration timeToLive) {
    Map<String, String> copy = new HashMap<>(all);
    checkNumber("values", copy.size());
    long characters = 0;
    for (Map.Entry<String, String> entry : copy.entrySet()) {
      checkKey(entry.getKey());
      checkText("value", entry.getValue(), 0, MAX_VALUE);
      characters += entry.getValue().length();
    }
    if (characters > MAX_CHARACTERS_AT_ONCE) {
      throw new IllegalArgumentException(
          "values must have at most %d characters together, have %d"
              .formatted(MAX_CHARACTERS_AT_ONCE, characters));
    }
    Instant now = clock.instant();
    Optional<Instant> expiresAt = Optional.of(now.plus(checked(timeToLive)));
    if (!copy.isEmpty()) {
      written(
          () ->
              calls.onDisk(
                  values.putAll(owner, copy, expiresAt, now), "The values were not stored"));
    }
  }

  @Override
  public int removeAll(Collection<String> keys) {
    Set<String> copy = new HashSet<>(keys);
    checkNumber("keys", copy.size());
    copy.forEach(PluginValues::checkKey);
    return copy.isEmpty()
        ? 0
        : Submissions.taking(
            () ->
                calls.onDisk(
                    values.removeAll(owner, copy, clock.instant()), "The values were not removed"));
  }

  @Override
  public boolean remove(String key) {
    return remove(key, ALWAYS);
  }

  @Override
  public boolean remove(String key, String expected) {
    checkText("expected", expected, 0, MAX_VALUE);
    return remove(key, new Condition.Equal(expected));
  }

  @Override
  public List<String> keys(String prefix, String after, int limit) {
    checkText("prefix", prefix, 0, MAX_KEY);
    checkText("after", after, 0, MAX_KEY);
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d, was %d".formatted(MAX_PAGE, limit));
    }
    return reading(() -> values.keys(owner, prefix, after, limit, clock.instant()));
  }

  private boolean put(
      String key, String value, Optional<Duration> timeToLive, Condition condition) {
    checkKey(key);
    checkText("value", value, 0, MAX_VALUE);
    Instant now = clock.instant();
    Optional<Instant> expiresAt = timeToLive.map(time -> now.plus(checked(time)));
    return written(
        () ->
            calls.onDisk(
                values.put(owner, key, value, expiresAt, condition, now),
                "The value was not stored"));
  }

  private boolean written(Supplier<PutResult> write) {
    return switch (Submissions.taking(write)) {
      case WRITTEN -> true;
      case NOT_WRITTEN -> false;
      case FULL ->
          throw new SubmissionException(
              "There are %d values of '%s', and there may be no more; remove some, or let them expire"
                  .formatted(values.maxEntries(), owner),
              false);
    };
  }

  private boolean remove(String key, Condition condition) {
    checkKey(key);
    return Submissions.taking(
        () ->
            calls.onDisk(
                values.remove(owner, key, condition, clock.instant()),
                "The value was not removed"));
  }

  private <T> T reading(Supplier<T> read) {
    return Submissions.taking(() -> calls.reading(read, "The values could not be read"));
  }

  private static void checkNumber(String what, int number) {
    if (number > MAX_AT_ONCE) {
      throw new IllegalArgumentException(
          "There must be at most %d %s in one call, there are %d"
              .formatted(MAX_AT_ONCE, what, number));
    }
  }

  private static void checkKey(String key) {
    checkText("key", key, 1, MAX_KEY);
  }

  private static void checkText(String what, String text, int minLength, int maxLength) {
    requireNonNull(text, what + " is null");
    if (text.length() < minLength || text.length() > maxLength) {
      throw new IllegalArgumentException(
          "%s must have %d to %d characters, has %d"
              .formatted(what, minLength, maxLength, text.length()));
    }
    // It could not be kept as it is, and so might pass for another one.
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(what + " has half of a surrogate pair, which is no text");
    }
  }

  private static Duration checked(Duration timeToLive) {
    if (timeToLive.isNegative() || timeToLive.isZero()) {
      throw new IllegalArgumentException("timeToLive must be positive, was " + timeToLive);
    }
    return timeToLive.compareTo(LONGEST) > 0 ? LONGEST : timeToLive;
  }
}
