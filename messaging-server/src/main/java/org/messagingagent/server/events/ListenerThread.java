package org.messagingagent.server.events;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of one listener, and what waits to be told to it. Safe for use by many threads. */
final class ListenerThread {

  private static final Logger log = LoggerFactory.getLogger(ListenerThread.class);

  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 500;

  /** Wakes the thread and tells nothing. */
  private static final Consumer<MessageListener> WAKE = told -> {};

  private final MessageListener listener;
  private final BlockingQueue<Consumer<MessageListener>> waiting =
      new ArrayBlockingQueue<>(MessageListener.MOST_WAITING);
  private final AtomicLong missed = new AtomicLong();
  private final LogThrottle failureLog = new LogThrottle(Duration.ofSeconds(10));
  private final LogThrottle missedLog = new LogThrottle(Duration.ofMinutes(1));
  private final Thread thread;
  private volatile boolean ending;
  private volatile boolean cut;

  ListenerThread(MessageListener listener) {
    this.listener = requireNonNull(listener, "listener is null");
    this.thread = DaemonThreads.named("listener").newThread(this::run);
    thread.setContextClassLoader(listener.getClass().getClassLoader());
  }

  void start() {
    thread.start();
  }

  /** Never blocks: what finds no room is missed. */
  void tell(Consumer<MessageListener> event) {
    if (!waiting.offer(event)) {
      missed.incrementAndGet();
      missedLog.log(
          suppressed ->
              log.warn(
                  "A listener of {} does not keep up: {} events wait, and others are missed{}",
                  listener.getClass().getName(),
                  MessageListener.MOST_WAITING,
                  suppressed));
    }
  }

  /** Begins the end: what waits is told, and nothing more. */
  void end() {
    ending = true;
    // Wakes it where it waits; where there is no room it does not wait.
    waiting.offer(WAKE);
  }

  /** Waits for the end, within bounds. */
  void await() {
    try {
      thread.join(END.toMillis());
      if (thread.isAlive()) {
        interrupt();
        thread.join(LAST_MOMENT.toMillis());
        log.warn(
            "A listener of {} did not end in time; events that it was not told: {}",
            listener.getClass().getName(),
            waiting.stream().filter(event -> event != WAKE).count() + missed.get());
      }
    } catch (InterruptedException e) {
      interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void interrupt() {
    cut = true;
    thread.interrupt();
  }

  private void run() {
    while (!cut) {
      try {
        Consumer<MessageListener> event =
            ending ? waiting.poll() : waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        tellMissed();
        if (event != null) {
          call(event);
        } else if (ending && waiting.isEmpty()) {
          return;
        }
      } catch (InterruptedException e) {
        log.debug("A listener's thread was interrupted", e); // by the listener itself, or cut
      }
    }
  }

  private void tellMissed() {
    long count = missed.getAndSet(0);
    if (count > 0) {
      call(told -> told.missed(count));
    }
  }

  private void call(Consumer<MessageListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | Error e) { // the application's code: the next event is told
      failureLog.log(
          suppressed ->
              log.warn(
                  "A listener of {} failed: {}{}",
                  listener.getClass().getName(),
                  e.toString(),
                  suppressed,
                  e));
    }
  }
}
