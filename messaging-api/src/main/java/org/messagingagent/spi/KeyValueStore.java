package org.messagingagent.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values that a plugin keeps in the server's database: they outlive the server and are the same on
 * all of its nodes. A plugin sees its own alone. Safe for use by many threads; each method is one
 * transaction, on disk when it returns.
 *
 * <p>For notes, not for bulk: keys of 1 to {@value #MAX_KEY} characters, values of at most {@value
 * #MAX_VALUE}, at most {@value #MAX_ENTRIES} entries a plugin. An {@link IllegalArgumentException}
 * says where a key or value is beyond that, or has half of a surrogate pair.
 *
 * <p>Every method throws {@link SubmissionException} where the database does not take or answer it;
 * {@link SubmissionException#retryable()} tells whether it may later.
 */
public interface KeyValueStore {

  /** The longest key, in characters. */
  int MAX_KEY = 255;

  /** The longest value, in characters. */
  int MAX_VALUE = 65_536;

  /** The most entries of one plugin, expired ones that are not yet deleted among them. */
  int MAX_ENTRIES = 1_000_000;

  /** The most entries that one call sets or removes. */
  int MAX_AT_ONCE = 1_000;

  /** The most characters that the values of one call have together. */
  int MAX_CHARACTERS_AT_ONCE = 1_048_576;

  /** The value, unless it has expired. */
  Optional<String> get(String key);

  /** Sets a value that stays until it is removed. */
  void put(String key, String value);

  /**
   * Sets a value that expires.
   *
   * @param timeToLive positive
   */
  void put(String key, String value, Duration timeToLive);

  /**
   * Sets several values that expire together, in one transaction: all of them, or none where this
   * throws. For notes that mean something only beside each other, and for speed.
   *
   * <p>An implementation that does not say otherwise sets one after the other; the server does not
   * leave it at that.
   *
   * @param values at most {@value #MAX_AT_ONCE}, of {@value #MAX_CHARACTERS_AT_ONCE} characters
   *     together; does nothing where there are none
   * @param timeToLive positive
   */
  default void putAll(Map<String, String> values, Duration timeToLive) {
    values.forEach((key, value) -> put(key, value, timeToLive));
  }

  /**
   * Sets a value where there is none, as a lock or "seen" mark.
   *
   * @param timeToLive positive
   * @return false where there is one; it is unchanged
   */
  boolean putIfAbsent(String key, String value, Duration timeToLive);

  /**
   * Sets a value where the one that is there is the expected one.
   *
   * @param timeToLive positive; counts from now
   * @return false where it is another one, or there is none; nothing changed
   */
  boolean replace(String key, String expected, String value, Duration timeToLive);

  /**
   * Removes a value.
   *
   * @return false where there was none
   */
  boolean remove(String key);

  /**
   * Removes a value where it is the expected one.
   *
   * @return false where it is another one, or there is none
   */
  boolean remove(String key, String expected);

  /**
   * Removes several values in one transaction: all of them, or none where this throws.
   *
   * <p>An implementation that does not say otherwise removes one after the other; the server does
   * not leave it at that.
   *
   * @param keys at most {@value #MAX_AT_ONCE}; one that is not there is left aside
   * @return how many were there
   */
  default int removeAll(Collection<String> keys) {
    int removed = 0;
    for (String key : keys) {
      removed += remove(key) ? 1 : 0;
    }
    return removed;
  }

  /**
   * Keys that begin with a prefix, in the order of their code points.
   *
   * @param prefix empty for all
   * @param after only keys after this one; empty for the first page
   * @param limit 1 to 1,000
   */
  List<String> keys(String prefix, String after, int limit);
}
