package org.messagingagent.server.plugin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;

/** Values in memory, which expire by a clock. */
final class MemoryValues implements KeyValueStore {

  private record Value(String text, Instant expiresAt) {}

  private final Clock clock;
  private final TreeMap<String, Value> values = new TreeMap<>();
  private boolean broken;

  MemoryValues(Clock clock) {
    this.clock = clock;
  }

  /** Whether every call fails from now on. */
  synchronized void breakDown(boolean now) {
    broken = now;
  }

  @Override
  public synchronized Optional<String> get(String key) {
    purge();
    return Optional.ofNullable(values.get(key)).map(Value::text);
  }

  @Override
  public synchronized void put(String key, String value) {
    purge();
    values.put(key, new Value(value, Instant.MAX));
  }

  @Override
  public synchronized void put(String key, String value, Duration timeToLive) {
    purge();
    values.put(key, new Value(value, clock.instant().plus(timeToLive)));
  }

  @Override
  public synchronized boolean putIfAbsent(String key, String value, Duration timeToLive) {
    if (get(key).isPresent()) {
      return false;
    }
    put(key, value, timeToLive);
    return true;
  }

  @Override
  public synchronized boolean replace(
      String key, String expected, String value, Duration timeToLive) {
    if (!get(key).equals(Optional.of(expected))) {
      return false;
    }
    put(key, value, timeToLive);
    return true;
  }

  @Override
  public synchronized boolean remove(String key) {
    purge();
    return values.remove(key) != null;
  }

  @Override
  public synchronized boolean remove(String key, String expected) {
    return get(key).equals(Optional.of(expected)) && remove(key);
  }

  @Override
  public synchronized List<String> keys(String prefix, String after, int limit) {
    purge();
    return values.tailMap(after, false).keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .limit(limit)
        .toList();
  }

  private void purge() {
    if (broken) {
      throw new SubmissionException("the disk is full", true);
    }
    values.entrySet().removeIf(MemoryValues.this::isOver);
  }

  private boolean isOver(Map.Entry<String, Value> entry) {
    return !clock.instant().isBefore(entry.getValue().expiresAt());
  }
}
