package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;

/**
 * The values of a plugin, in memory, within the bounds that the server keeps; they expire by the
 * clock. Safe for use by many threads.
 */
public final class TestKeyValueStore implements KeyValueStore {

  private static final int LARGEST_PAGE = 1_000;
  private static final Comparator<String> BY_CODE_POINTS = TestKeyValueStore::compareCodePoints;

  private final Clock clock;
  private final NavigableMap<String, Entry> entries = new TreeMap<>(BY_CODE_POINTS);
  private Optional<SubmissionException> broken = Optional.empty();

  /** An empty one. */
  public TestKeyValueStore(Clock clock) {
    this.clock = requireNonNull(clock, "clock is null");
  }

  private record Entry(String value, Optional<Instant> expiresAt) {

    boolean lives(Instant now) {
      return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
    }
  }

  /** Has every call fail from now on, as where the disk is full. */
  public synchronized void breakWith(SubmissionException failure) {
    broken = Optional.of(failure);
  }

  /** Has calls succeed again. */
  public synchronized void repair() {
    broken = Optional.empty();
  }

  @Override
  public synchronized Optional<String> get(String key) {
    begin(key);
    return find(key);
  }

  @Override
  public synchronized void put(String key, String value) {
    begin(key);
    set(key, value, Optional.empty());
  }

  @Override
  public synchronized void put(String key, String value, Duration timeToLive) {
    begin(key);
    set(key, value, Optional.of(end(timeToLive)));
  }

  @Override
  public synchronized void putAll(Map<String, String> values, Duration timeToLive) {
    Map<String, String> copy = new HashMap<>(values);
    checkNumber(copy.size());
    long characters = 0;
    for (Map.Entry<String, String> entry : copy.entrySet()) {
      checkKey(entry.getKey());
      checkValue(entry.getValue());
      characters += entry.getValue().length();
    }
    if (characters > MAX_CHARACTERS_AT_ONCE) {
      throw new IllegalArgumentException(
          "Values have at most %d characters together, these have %d"
              .formatted(MAX_CHARACTERS_AT_ONCE, characters));
    }
    Optional<Instant> end = Optional.of(end(timeToLive));
    begin();
    checkRoom((int) copy.keySet().stream().filter(key -> !entries.containsKey(key)).count());
    copy.forEach((key, value) -> entries.put(key, new Entry(value, end)));
  }

  @Override
  public synchronized boolean putIfAbsent(String key, String value, Duration timeToLive) {
    begin(key);
    Instant end = end(timeToLive);
    checkValue(value);
    if (find(key).isPresent()) {
      return false;
    }
    set(key, value, Optional.of(end));
    return true;
  }

  @Override
  public synchronized boolean replace(
      String key, String expected, String value, Duration timeToLive) {
    begin(key);
    requireNonNull(expected, "expected is null");
    Instant end = end(timeToLive);
    checkValue(value);
    if (!holds(key, expected)) {
      return false;
    }
    set(key, value, Optional.of(end));
    return true;
  }

  @Override
  public synchronized boolean remove(String key) {
    begin(key);
    return removed(key);
  }

  @Override
  public synchronized boolean remove(String key, String expected) {
    begin(key);
    requireNonNull(expected, "expected is null");
    return holds(key, expected) && removed(key);
  }

  @Override
  public synchronized int removeAll(Collection<String> keys) {
    Set<String> copy = new HashSet<>(keys);
    checkNumber(copy.size());
    copy.forEach(TestKeyValueStore::checkKey);
    begin();
    return (int) copy.stream().filter(this::removed).count();
  }

  @Override
  public synchronized List<String> keys(String prefix, String after, int limit) {
    requireNonNull(prefix, "prefix is null");
    requireNonNull(after, "after is null");
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d, was %d".formatted(LARGEST_PAGE, limit));
    }
    begin();
    boolean fromPrefix = BY_CODE_POINTS.compare(prefix, after) > 0;
    Instant now = clock.instant();
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, Entry> entry :
        entries.tailMap(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
      if (keys.size() == limit || !entry.getKey().startsWith(prefix)) {
        break; // those with the prefix stand together
      }
      if (entry.getValue().lives(now)) {
        keys.add(entry.getKey());
      }
    }
    return List.copyOf(keys);
  }

  private void begin(String key) {
    checkKey(key);
    begin();
  }

  private void begin() {
    if (broken.isPresent()) {
      throw new SubmissionException(broken.get().getMessage(), broken.get().retryable());
    }
  }

  /** The value, unless it has expired: then it is forgotten. */
  private Optional<String> find(String key) {
    Entry entry = entries.get(key);
    if (entry != null && !entry.lives(clock.instant())) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.ofNullable(entry).map(Entry::value);
  }

  private boolean removed(String key) {
    return find(key).isPresent() && entries.remove(key) != null;
  }

  private boolean holds(String key, String expected) {
    return find(key).filter(expected::equals).isPresent();
  }

  private Instant end(Duration timeToLive) {
    if (timeToLive.isNegative() || timeToLive.isZero()) {
      throw new IllegalArgumentException("timeToLive must be positive, was " + timeToLive);
    }
    return clock.instant().plus(timeToLive);
  }

  private void set(String key, String value, Optional<Instant> expiresAt) {
    checkValue(value);
    checkRoom(entries.containsKey(key) ? 0 : 1);
    entries.put(key, new Entry(value, expiresAt));
  }

  private void checkRoom(int more) {
    if (entries.size() + more > MAX_ENTRIES) {
      Instant now = clock.instant();
      entries.values().removeIf(entry -> !entry.lives(now));
    }
    if (more > 0 && entries.size() + more > MAX_ENTRIES) {
      throw new SubmissionException(
          "The plugin has %d values, and may have no more than %d; remove some"
              .formatted(entries.size(), MAX_ENTRIES),
          false);
    }
  }

  private static void checkNumber(int number) {
    if (number > MAX_AT_ONCE) {
      throw new IllegalArgumentException(
          "One call takes at most %d, these are %d".formatted(MAX_AT_ONCE, number));
    }
  }

  private static void checkKey(String key) {
    int length = requireNonNull(key, "key is null").length();
    if (length < 1 || length > MAX_KEY) {
      throw new IllegalArgumentException(
          "A key has 1 to %d characters, this one has %d".formatted(MAX_KEY, length));
    }
  }

  private static void checkValue(String value) {
    int length = requireNonNull(value, "value is null").length();
    if (length > MAX_VALUE) {
      throw new IllegalArgumentException(
          "A value has at most %d characters, this one has %d".formatted(MAX_VALUE, length));
    }
  }

  private static int compareCodePoints(String one, String other) {
    int common = Math.min(one.length(), other.length());
    for (int i = 0; i < common; ) {
      int point = one.codePointAt(i);
      int order = Integer.compare(point, other.codePointAt(i));
      if (order != 0) {
        return order;
      }
      i += Character.charCount(point);
    }
    return Integer.compare(one.length(), other.length());
  }
}
