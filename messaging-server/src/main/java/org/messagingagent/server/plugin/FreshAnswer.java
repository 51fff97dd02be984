package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What vendor code answers to a question of operators. It is asked on a thread of its own, and
 * never twice at once: a plugin that hangs costs one thread, however often it is asked. Safe for
 * use by many threads.
 */
final class FreshAnswer<T> {

  private final String threadName;
  private final ClassLoader loader;
  private final Supplier<T> question;
  private final Duration fresh;
  private final Duration limit;
  private final Clock clock;
  private Optional<Asked> last = Optional.empty();

  /**
   * @param question answers something, and may throw
   * @param fresh for how long an answer is good
   * @param limit how long an answer is waited for
   */
  FreshAnswer(
      String threadName,
      ClassLoader loader,
      Supplier<T> question,
      Duration fresh,
      Duration limit,
      Clock clock) {
    this.threadName = requireNonNull(threadName, "threadName is null");
    this.loader = requireNonNull(loader, "loader is null");
    this.question = requireNonNull(question, "question is null");
    this.fresh = requireNonNull(fresh, "fresh is null");
    this.limit = requireNonNull(limit, "limit is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** The answer; empty where none came in time, or the question threw. */
  Optional<T> ask() {
    return begin().await();
  }

  /** Asks, where there is no fresh answer and nobody asks, without waiting. */
  synchronized Asked begin() {
    if (last.isEmpty() || last.get().isStale()) {
      Asked asked = new Asked();
      asked.thread.start();
      last = Optional.of(asked);
    }
    return last.get();
  }

  /** One time that it was asked. */
  final class Asked {

    private final Thread thread = new Thread(null, this::run, threadName, 0, false);
    private final Deadline deadline = Deadline.in(limit);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Optional<T> answer = Optional.empty();
    private volatile Instant answeredAt = Instant.MAX;

    Asked() {
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
    }

    private void run() {
      try {
        answer = Optional.ofNullable(question.get());
      } catch (Throwable e) { // vendor code; no answer tells that it is not well
        answer = Optional.empty();
      } finally {
        answeredAt = clock.instant();
        done.countDown();
      }
    }

    private boolean isStale() {
      return done.getCount() == 0 && !clock.instant().isBefore(answeredAt.plus(fresh));
    }

    /** As {@link FreshAnswer#ask}; at once where its time is over. */
    Optional<T> await() {
      try {
        if (done.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
          return answer;
        }
        // It may hang in something that an interruption ends.
        thread.interrupt();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Optional.empty();
    }
  }
}
