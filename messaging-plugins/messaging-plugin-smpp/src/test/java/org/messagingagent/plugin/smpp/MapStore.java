package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.messagingagent.spi.KeyValueStore;

/** Values in memory that never expire, at no cost: for measuring what the plugin itself takes. */
final class MapStore implements KeyValueStore {

  private final ConcurrentSkipListMap<String, String> values = new ConcurrentSkipListMap<>();

  @Override
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public void put(String key, String value) {
    values.put(key, value);
  }

  @Override
  public void put(String key, String value, Duration timeToLive) {
    values.put(key, value);
  }

  @Override
  public boolean putIfAbsent(String key, String value, Duration timeToLive) {
    return values.putIfAbsent(key, value) == null;
  }

  @Override
  public boolean replace(String key, String expected, String value, Duration timeToLive) {
    return values.replace(key, expected, value);
  }

  @Override
  public boolean remove(String key) {
    return values.remove(key) != null;
  }

  @Override
  public boolean remove(String key, String expected) {
    return values.remove(key, expected);
  }

  @Override
  public List<String> keys(String prefix, String after, int limit) {
    return values.tailMap(after.compareTo(prefix) > 0 ? after : prefix, true).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .filter(key -> !key.equals(after))
        .limit(limit)
        .toList();
  }
}
