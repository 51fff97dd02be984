package org.messagingagent.server.prove;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.messagingagent.server.support.DaemonThreads;

/**
 * The callers. Each sends one message after the other, the next only when it has the server's word
 * for the one before; what is refused or not answered is repeated under its key, at any node, until
 * it is accepted.
 */
final class Load {

  private static final long PAUSE_MILLIS = 50;
  private static final int MOST_REASONS = 20;

  private final ProveConfig config;
  private final Nodes nodes;
  private final Journal journal;
  private final String ticket;
  private final Caller caller = new Caller();
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private final AtomicLong unanswered = new AtomicLong();
  private final Map<String, Long> refusals = new TreeMap<>();
  private final List<Thread> threads = new ArrayList<>();

  Load(ProveConfig config, Nodes nodes, Journal journal, String ticket) {
    this.config = config;
    this.nodes = nodes;
    this.journal = journal;
    this.ticket = ticket;
  }

  void start() {
    for (int i = 0; i < config.sessions(); i++) {
      start("s" + i);
    }
    for (int i = 0; i < config.callers(); i++) {
      start("x" + i);
    }
  }

  /**
   * Begins no new message, and waits until those begun are accepted.
   *
   * @return how many were not, by then
   */
  long end(Duration limit) throws InterruptedException {
    over.countDown();
    long deadline = System.nanoTime() + limit.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }
    givenUp.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    return unanswered.get();
  }

  /** Ends all at once. */
  void abandon() {
    over.countDown();
    givenUp.countDown();
  }

  /** Why requests were refused, or not answered, and how often. */
  Map<String, Long> refusals() {
    synchronized (refusals) {
      return new TreeMap<>(refusals);
    }
  }

  private void start(String sender) {
    Thread thread = DaemonThreads.named("prove-" + sender).newThread(() -> run(sender));
    threads.add(thread);
    thread.start();
  }

  private void run(String sender) {
    long interval =
        TimeUnit.SECONDS.toNanos(1) * (config.sessions() + config.callers()) / config.rate();
    Random random = new Random(config.seed() + sender.hashCode());
    long next = System.nanoTime() + (long) (random.nextDouble() * interval);
    try {
      for (int n = 0; !over.await(next - System.nanoTime(), TimeUnit.NANOSECONDS); n++) {
        deliver(Work.of(new MessageKey(sender, n), config.seed()), random);
        // What was missed while nodes were down is not made up for.
        next = Math.max(next + interval, System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Work work, Random random) throws InterruptedException {
    while (!attempt(work, random)) {
      if (givenUp.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        unanswered.incrementAndGet();
        return;
      }
    }
  }

  private boolean attempt(Work work, Random random) throws InterruptedException {
    Optional<Nodes.Address> node = nodes.any(random);
    if (node.isEmpty()) {
      return false;
    }
    URI address = node.get().uri();
    try {
      Caller.Answer answer = caller.createMessage(address, ticket, work);
      if (answer.accepted()) {
        journal.add(Event.accepted(work.key(), node.get().run()));
        return true;
      }
      refused(answer.reason());
    } catch (IOException e) {
      refused(e.getClass().getSimpleName());
    }
    return false;
  }

  private void refused(String reason) {
    synchronized (refusals) {
      if (refusals.size() < MOST_REASONS || refusals.containsKey(reason)) {
        refusals.merge(reason, 1L, Long::sum);
      }
    }
  }
}
