package org.messagingagent.server.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Small values under keys, by owner: what plugins note, and what the server notes about them. Safe
 * for use by many threads. An expired value counts as absent.
 */
public interface ValueStore {

  /** The most entries of one owner, expired ones that are not yet deleted among them. */
  int maxEntries();

  /** The value, where there is one that has not expired. */
  Optional<String> get(String owner, String key, Instant now);

  /**
   * Sets a value, where the condition holds. Once the stage completes, it survives a crash.
   *
   * @param expiresAt empty: it stays until it is removed
   */
  CompletionStage<PutResult> put(
      String owner,
      String key,
      String value,
      Optional<Instant> expiresAt,
      Condition condition,
      Instant now);

  /**
   * Sets several values of one owner, all or none. Once the stage completes, they survive a crash.
   *
   * @param expiresAt empty: they stay until they are removed
   * @return WRITTEN or FULL
   */
  CompletionStage<PutResult> putAll(
      String owner, Map<String, String> values, Optional<Instant> expiresAt, Instant now);

  /**
   * Removes several values of one owner, all or none.
   *
   * @return how many there were that had not expired
   */
  CompletionStage<Integer> removeAll(String owner, Collection<String> keys, Instant now);

  /**
   * Removes a value, where the condition holds.
   *
   * @return whether there was one that had not expired, and it was removed
   */
  CompletionStage<Boolean> remove(String owner, String key, Condition condition, Instant now);

  /**
   * Keys of values that have not expired, in the order of their code points.
   *
   * @param prefix empty for all
   * @param after only keys after this one; empty for the first page
   * @param limit 1 to 1,000
   */
  List<String> keys(String owner, String prefix, String after, int limit, Instant now);

  /**
   * Deletes expired values, at most {@code limit}.
   *
   * @return how many; 0 when there are no more
   */
  CompletionStage<Integer> purge(Instant now, int limit);

  /** What has to be there for a change to be made. */
  sealed interface Condition {

    /** Whatever there is. */
    record Always() implements Condition {}

    /** No value. */
    record Absent() implements Condition {}

    /** This value. */
    record Equal(String expected) implements Condition {}
  }

  /** What setting a value led to. */
  enum PutResult {
    WRITTEN,
    /** The condition does not hold; nothing was changed. */
    NOT_WRITTEN,
    /** The owner has as many entries as it may; nothing was changed. */
    FULL
  }
}
