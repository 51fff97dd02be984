package org.messagingagent.server.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.Refusal;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.server.support.TraceParent;
import org.messagingagent.spi.SendOutcome;

/**
 * One call that sends messages: hands them to the plugin, again where it asks for that, until all
 * are settled, the plugin may not be called any more, or the deadline is there. The caller's thread
 * watches; the plugin is called on others.
 */
final class SendCall {

  /** A plugin faster than this is called from one thread: waking more would cost more. */
  private static final long FAST_NANOS = 100_000;

  private static final long WATCH_NANOS = Duration.ofMillis(20).toNanos();
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final Verdict NOT_SENT = Verdict.of(SendOutcome.Kind.RETRY);
  private static final Verdict REJECTED = Verdict.of(SendOutcome.Kind.REJECTED);
  private static final Verdict UNKNOWN = Verdict.of(SendOutcome.Kind.UNKNOWN);

  private final InstalledPlugin plugin;
  private final SendRequest request;
  private final SettlementWriter writer;
  private final OutboxConfig config;
  private final Clock clock;
  private final SendThreads threads;
  private final long deadlineNanos;
  private final int batch;
  private final long limitNanos;
  private final Runnable worker = this::work;
  private final Optional<TraceParent> trace = CurrentTrace.get();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<SendItem> items = new ArrayList<>();
  private final ArrayDeque<SendItem> pending = new ArrayDeque<>();
  private final PriorityQueue<SendItem> delayed =
      new PriorityQueue<>(Comparator.comparing(SendItem::dueNanos, (a, b) -> Long.signum(a - b)));
  // In time, in the order in which they began.
  private final Set<Handover> running = new LinkedHashSet<>();
  private int unsettled;
  private int workers;
  private long taken;
  private long slowest;
  private long notBeforeNanos = System.nanoTime();
  private boolean rateLimited;

  SendCall(
      SendRequest request,
      List<Integer> messagingIds,
      SettlementWriter writer,
      OutboxConfig config,
      Clock clock,
      SendThreads threads,
      long deadlineNanos) {
    this.plugin = request.plugin();
    this.request = request;
    this.writer = writer;
    this.config = config;
    this.clock = clock;
    this.threads = threads;
    this.deadlineNanos = deadlineNanos;
    this.batch = request.config().isEmpty() ? plugin.maxBatch() : 1;
    this.limitNanos = plugin.limits().sendTimeout().toNanos();
    for (int i = 0; i < messagingIds.size(); i++) {
      items.add(new SendItem(messagingIds.get(i), request.messages().get(i)));
    }
  }

  /** Sends, and returns when each message is settled, in the order of the messages. */
  List<SendItem.Settled> run() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      unsettled = items.size();
      for (SendItem item : items) {
        Optional<String> unfit = unfit(item.draft());
        if (unfit.isPresent()) {
          settle(item, REJECTED, unfit.get());
        } else {
          pending.add(item);
        }
      }
      watch();
      giveUp();
      return items.stream().map(item -> item.settled().orElseThrow()).toList();
    } catch (InterruptedException e) {
      giveUp();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up on a call that is under way: its messages are unknown from now on. */
  void abandon(Handover handover, String why) {
    lock.lock();
    try {
      if (!handover.hasEnded()) {
        expire(handover, why);
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> unfit(SendRequest.Item draft) {
    if (!plugin.takesFormat(draft.format())) {
      return Optional.of(
          "Plugin '%s' does not take format '%s'; it takes %s"
              .formatted(plugin.name(), draft.format(), plugin.info().formats()));
    }
    int longest = plugin.info().maxContentLength();
    if (longest > 0 && draft.content().length() > longest) {
      return Optional.of(
          "the content is %d characters long; plugin '%s' takes at most %d"
              .formatted(draft.content().length(), plugin.name(), longest));
    }
    return Optional.empty();
  }

  private void watch() throws InterruptedException {
    long takenBefore = -1;
    while (unsettled > 0) {
      long now = System.nanoTime();
      if (now - deadlineNanos >= 0) {
        return;
      }
      expireOverdue(now);
      if (!pending.isEmpty() || !delayed.isEmpty()) {
        threads.closed().ifPresent(this::refuseAll);
      }
      while (!delayed.isEmpty() && delayed.peek().dueNanos() - now <= 0) {
        pending.add(delayed.poll());
      }
      if (!pending.isEmpty() && now - notBeforeNanos >= 0) {
        boolean stands = taken == takenBefore;
        startWorkers(slowest > FAST_NANOS ? callsPending() : stands ? workers + 1 : 1);
      }
      takenBefore = taken;
      if (unsettled > 0) {
        changed.awaitNanos(timeToWatch(now));
      }
    }
  }

  private long timeToWatch(long now) {
    long wait = deadlineNanos - now;
    // A call that begins meanwhile has its whole time from then on.
    long expiry = running.isEmpty() ? now : running.iterator().next().startNanos();
    wait = Math.min(wait, expiry + limitNanos - now);
    if (!delayed.isEmpty()) {
      wait = Math.min(wait, delayed.peek().dueNanos() - now);
    }
    // The gate tells nobody when it closes.
    return pending.isEmpty() && delayed.isEmpty() ? wait : Math.min(wait, WATCH_NANOS);
  }

  private void expireOverdue(long now) {
    while (!running.isEmpty()) {
      Handover oldest = running.iterator().next();
      if (oldest.startNanos() + limitNanos - now > 0) {
        return;
      }
      expire(oldest, noAnswer(oldest));
    }
  }

  private static String noAnswer(Handover handover) {
    return "the plugin did not answer within " + Spoken.time(handover.age());
  }

  private void expire(Handover handover, String why) {
    if (running.remove(handover)) {
      threads.expire(handover);
      handover.items().forEach(item -> settle(item, UNKNOWN, why));
    }
  }

  /** At the deadline: what the plugin has is unknown, what it does not have was not sent. */
  private void giveUp() {
    List.copyOf(running).forEach(handover -> expire(handover, noAnswer(handover)));
    refuseAll(
        rateLimited
            ? "the plugin's rate of %d messages a second left no time for it within the call"
                .formatted(plugin.limits().sendRate())
            : "the plugin had no time for it within the call");
    for (SendItem item : items) {
      if (item.settled().isEmpty()) {
        settle(item, UNKNOWN, SendThreads.FAILED);
      }
    }
    while (threads.forget(worker)) {
      workers--;
    }
  }

  private void refuseAll(Refusal refusal) {
    refuseAll(Spoken.refusal(refusal));
  }

  private void refuseAll(String why) {
    pending.addAll(delayed);
    delayed.clear();
    for (SendItem item; (item = pending.poll()) != null; ) {
      settle(item, NOT_SENT, item.whyNotSent(why));
    }
  }

  private int callsPending() {
    return (pending.size() + batch - 1) / batch;
  }

  private void startWorkers(int wanted) {
    int most = Math.min(wanted, plugin.limits().sendConcurrency());
    while (workers < most && threads.execute(worker)) {
      workers++;
    }
  }

  private void work() {
    for (Optional<Handover> next = take(); next.isPresent(); next = take()) {
      Handover handover = next.get();
      List<SendOutcome> outcomes;
      long start = System.nanoTime();
      try {
        outcomes = send(handover.items());
      } catch (RuntimeException | Error e) { // as where memory is short: the call has to go on
        outcomes = Collections.nCopies(handover.items().size(), threads.failed(e));
      }
      end(handover, outcomes, System.nanoTime() - start);
    }
  }

  private List<SendOutcome> send(List<SendItem> messages) {
    return CurrentTrace.call(
        trace,
        () ->
            batch == 1
                ? List.of(plugin.send(messages.get(0).toSpi(), request.config()))
                : plugin.sendAll(messages.stream().map(SendItem::toSpi).toList()));
  }

  private Optional<Handover> take() {
    lock.lock();
    try {
      long now = System.nanoTime();
      if (!pending.isEmpty() && now - deadlineNanos < 0 && now - notBeforeNanos >= 0) {
        Handover handover = new Handover(upcoming());
        Optional<Refusal> refusal = threads.enter(handover, this);
        if (refusal.isEmpty()) {
          begin(handover);
          return Optional.of(handover);
        }
        refused(refusal.get());
      }
      workers--;
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private List<SendItem> upcoming() {
    return batch == 1 ? List.of(pending.peek()) : pending.stream().limit(batch).toList();
  }

  private void begin(Handover handover) {
    for (SendItem item : handover.items()) {
      pending.remove();
      item.begin();
    }
    running.add(handover);
    rateLimited = false;
    taken++;
    if (slowest > FAST_NANOS && !pending.isEmpty()) {
      startWorkers(workers + 1);
    }
  }

  private void refused(Refusal refusal) {
    switch (refusal.kind()) {
      case RATE_LIMITED -> {
        rateLimited = true;
        waitFor(refusal.retryAfter().orElse(SHORTEST_WAIT));
      }
      case BREAKER_OPEN -> {
        boolean onTrial = refusal.retryAfter().filter(Duration::isZero).isPresent();
        if (onTrial && !running.isEmpty()) {
          // Calls of our own try the plugin again: what they find decides for the others.
          waitFor(Duration.ofNanos(WATCH_NANOS));
        } else {
          refuseAll(refusal);
        }
      }
      case PAUSED, STUCK, STOPPING -> refuseAll(refusal);
    }
  }

  private void waitFor(Duration time) {
    Duration wait = time.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : time;
    notBeforeNanos = System.nanoTime() + wait.toNanos();
  }

  private void end(Handover handover, List<SendOutcome> outcomes, long took) {
    lock.lock();
    try {
      slowest = Math.max(slowest, took);
      for (int i = 0; i < outcomes.size(); i++) {
        decide(handover.items().get(i), outcomes.get(i));
      }
    } finally {
      long failures = outcomes.stream().filter(SendCall::isFailure).count();
      threads.leave(handover, 2 * failures > outcomes.size());
      running.remove(handover);
      lock.unlock();
    }
  }

  private static boolean isFailure(SendOutcome outcome) {
    return outcome.kind() == SendOutcome.Kind.RETRY || outcome.kind() == SendOutcome.Kind.UNKNOWN;
  }

  private void decide(SendItem item, SendOutcome outcome) {
    boolean late = item.settled().isPresent();
    switch (outcome.kind()) {
      case SENT, DELIVERED, REJECTED -> settle(item, outcome);
      case UNKNOWN -> {
        // Late, and most often the end of an interrupted call: the time limit says more.
        if (!late || !outcome.externalIds().isEmpty()) {
          settle(item, outcome);
        }
      }
      case RETRY -> {
        // Late: the call has given up on it as unknown; now it is certain that it was not sent.
        if (late || !postpone(item, outcome)) {
          settle(item, outcome);
        }
      }
    }
  }

  /** False where it cannot be tried again within the call. */
  private boolean postpone(SendItem item, SendOutcome outcome) {
    long delay =
        (long) (config.firstRetry().toNanos() * Math.pow(2, Math.min(20, item.attempts() - 1)));
    Duration wish = outcome.retryAfter().orElse(Duration.ZERO);
    long wished =
        wish.compareTo(config.deadline()) < 0 ? wish.toNanos() : config.deadline().toNanos();
    long due = System.nanoTime() + Math.max(delay, wished);
    if (item.attempts() >= config.maxAttempts() || due - deadlineNanos >= 0) {
      return false;
    }
    item.postpone(outcome.description(), due);
    delayed.add(item);
    changed.signal();
    return true;
  }

  private void settle(SendItem item, SendOutcome outcome) {
    settle(item, item.settlement(outcome, Verdict.of(outcome.kind()), clock.instant()));
  }

  private void settle(SendItem item, Verdict verdict, String description) {
    settle(item, item.settlement(verdict, description, clock.instant()));
  }

  private void settle(SendItem item, Settlement settlement) {
    CompletableFuture<OutgoingStatus> written = writer.write(plugin.name(), settlement);
    if (item.settled().isPresent()) {
      return;
    }
    OutgoingStatus told =
        new OutgoingStatus(
            item.messagingId(),
            plugin.name(),
            settlement.state(),
            settlement.status(),
            settlement.description());
    item.settled(new SendItem.Settled(told, written));
    unsettled--;
    if (unsettled == 0) {
      changed.signal();
    }
  }
}
