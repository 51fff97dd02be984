package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What happened, in order, and a way to wait for it. Safe for use by many threads. */
final class Journal<T> {

  private final int capacity;
  private final Deque<T> entries = new ArrayDeque<>();
  private long total;
  private long changes;

  private record Content<T>(List<T> entries, long total, long change) {}

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
    changes++;
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
    changes++;
    notifyAll();
  }

  /**
   * Waits until there are so many.
   *
   * @param otherwise what to say where there are not, and all that there was
   * @return all, oldest first
   * @throws AssertionError where there are fewer after the time, or the thread is interrupted
   */
  List<T> await(int count, Duration patience, Supplier<String> otherwise) {
    if (count < 0 || count > capacity) {
      throw new IllegalArgumentException(
          "The count must be 0 to %d, of which that many are kept; was %d"
              .formatted(capacity, count));
    }
    return find(
        now -> now.total() >= count ? Optional.of(now.entries()) : Optional.empty(),
        patience,
        otherwise);
  }

  /**
   * Waits until there is one like this.
   *
   * @param like may take its time, and may itself cause entries
   * @param otherwise what to say where there is none, and all that there was
   * @return the oldest
   * @throws AssertionError where there is none after the time, or the thread is interrupted
   */
  T await(Predicate<? super T> like, Duration patience, Supplier<String> otherwise) {
    requireNonNull(like, "like is null");
    return find(now -> now.entries().stream().filter(like).findFirst(), patience, otherwise);
  }

  /** Looks without the lock, so that whoever has something to add is never held up. */
  private <R> R find(
      Function<Content<T>, Optional<R>> look, Duration patience, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + patience.toNanos();
    Content<T> content = content();
    Optional<R> found = look.apply(content);
    boolean inTime = true;
    while (found.isEmpty() && inTime) {
      inTime = awaitChange(content, deadline, otherwise);
      content = content();
      found = look.apply(content); // once more where the time is over
    }
    return found.orElseThrow(() -> new MissingRecordError(otherwise.get()));
  }

  private synchronized Content<T> content() {
    return new Content<>(List.copyOf(entries), total, changes);
  }

  /** False where the time is over. */
  private boolean awaitChange(Content<T> known, long deadline, Supplier<String> otherwise) {
    try {
      synchronized (this) {
        long left = deadline - System.nanoTime();
        while (changes == known.change() && left > 0) {
          wait(left / 1_000_000 + 1);
          left = deadline - System.nanoTime();
        }
        return left > 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MissingRecordError("Interrupted while waiting: " + otherwise.get());
    }
  }
}
