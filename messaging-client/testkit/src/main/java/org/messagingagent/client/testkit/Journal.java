package org.messagingagent.client.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What happened, in order, and a way to wait for it. Safe for use by many threads. */
final class Journal<T> {

  private final int capacity;
  private final Deque<T> entries = new ArrayDeque<>();
  private long total;

  /**
   * @param capacity of so many the newest are kept
   */
  Journal(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(T entry) {
    if (entries.size() == capacity) {
      entries.removeFirst();
    }
    entries.addLast(entry);
    total++;
    notifyAll();
  }

  /** Oldest first. */
  synchronized List<T> entries() {
    return List.copyOf(entries);
  }

  /** How many there have been since the last {@link #clear}. */
  synchronized long total() {
    return total;
  }

  synchronized void clear() {
    entries.clear();
    total = 0;
  }

  /**
   * Waits until there are so many.
   *
   * @return all, oldest first
   * @throws AssertionError where there are fewer after the time
   */
  List<T> await(int count, Duration patience, Supplier<String> otherwise) {
    if (count < 0 || count > capacity) {
      throw new IllegalArgumentException(
          "The count must be 0 to %d, of which that many are kept; was %d"
              .formatted(capacity, count));
    }
    return await(
        () -> total >= count ? Optional.of(List.copyOf(entries)) : Optional.empty(),
        patience,
        otherwise);
  }

  /**
   * Waits until there is one like this.
   *
   * @return the oldest
   * @throws AssertionError where there is none after the time
   */
  T await(Predicate<? super T> like, Duration patience, Supplier<String> otherwise) {
    return await(() -> entries.stream().filter(like).findFirst(), patience, otherwise);
  }

  private <R> R await(Supplier<Optional<R>> look, Duration patience, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      Optional<R> found = look.get();
      long left = deadline - System.nanoTime();
      while (found.isEmpty() && left > 0) {
        try {
          wait(left / 1_000_000 + 1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("The test was interrupted while it waited", e);
        }
        found = look.get();
        left = deadline - System.nanoTime();
      }
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new MissingRecordError(otherwise.get());
  }
}
