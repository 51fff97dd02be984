package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;

/**
 * The values of a plugin, in memory, within the bounds that the server keeps; they expire by the
 * clock. Safe for use by many threads.
 */
public final class TestKeyValueStore implements KeyValueStore {

  private static final int LARGEST_PAGE = 1_000;

  private final Clock clock;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private Optional<SubmissionException> broken = Optional.empty();

  /** An empty one. */
  public TestKeyValueStore(Clock clock) {
    this.clock = requireNonNull(clock, "clock is null");
  }

  private record Entry(String value, Optional<Instant> expiresAt) {}

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
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
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
  public synchronized boolean putIfAbsent(String key, String value, Duration timeToLive) {
    begin(key);
    Instant end = end(timeToLive);
    checkedValue(value);
    if (entries.containsKey(key)) {
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
    checkedValue(value);
    if (!holds(key, expected)) {
      return false;
    }
    set(key, value, Optional.of(end));
    return true;
  }

  @Override
  public synchronized boolean remove(String key) {
    begin(key);
    return entries.remove(key) != null;
  }

  @Override
  public synchronized boolean remove(String key, String expected) {
    begin(key);
    requireNonNull(expected, "expected is null");
    return holds(key, expected) && entries.remove(key) != null;
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
    return entries.tailMap(after, false).keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .limit(limit)
        .toList();
  }

  private void begin(String key) {
    int length = requireNonNull(key, "key is null").length();
    if (length < 1 || length > MAX_KEY) {
      throw new IllegalArgumentException(
          "A key has 1 to %d characters, this one has %d".formatted(MAX_KEY, length));
    }
    begin();
  }

  private void begin() {
    if (broken.isPresent()) {
      throw new SubmissionException(broken.get().getMessage(), broken.get().retryable());
    }
    Instant now = clock.instant();
    entries
        .values()
        .removeIf(entry -> entry.expiresAt().isPresent() && !now.isBefore(entry.expiresAt().get()));
  }

  private Instant end(Duration timeToLive) {
    if (timeToLive.isNegative() || timeToLive.isZero()) {
      throw new IllegalArgumentException("timeToLive must be positive, was " + timeToLive);
    }
    return clock.instant().plus(timeToLive);
  }

  private boolean holds(String key, String expected) {
    Entry entry = entries.get(key);
    return entry != null && entry.value().equals(expected);
  }

  private void set(String key, String value, Optional<Instant> expiresAt) {
    checkedValue(value);
    if (!entries.containsKey(key) && entries.size() >= MAX_ENTRIES) {
      throw new SubmissionException(
          "The plugin has %d values, and may have no more; remove some".formatted(MAX_ENTRIES),
          false);
    }
    entries.put(key, new Entry(value, expiresAt));
  }

  private static void checkedValue(String value) {
    int length = requireNonNull(value, "value is null").length();
    if (length > MAX_VALUE) {
      throw new IllegalArgumentException(
          "A value has at most %d characters, this one has %d".formatted(MAX_VALUE, length));
    }
  }
}
