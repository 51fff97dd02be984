package org.messagingagent.server.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/**
 * One call that sends messages: calls the plugin for each, again where it asks for that, until all
 * are settled or the deadline is there. The caller's thread watches; the plugin is called on
 * others.
 */
final class SendCall {

  /** A plugin faster than this is called from one thread: waking more would cost more. */
  private static final long FAST_NANOS = 100_000;

  private static final long WATCH_NANOS = Duration.ofMillis(20).toNanos();
  private static final int SENT = 1;
  private static final int RECEIVED = 3;
  private static final int ERROR = 0;

  private final InstalledPlugin plugin;
  private final SendRequest request;
  private final SettlementWriter writer;
  private final OutboxConfig config;
  private final Clock clock;
  private final Executor threads;
  private final long deadlineNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Item> pending = new ArrayDeque<>();
  private final PriorityQueue<Item> delayed =
      new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));
  private final List<Item> items = new ArrayList<>();
  private int unsettled;
  private int workers;
  private long taken;
  private long slowest;

  SendCall(
      SendRequest request,
      List<Integer> messagingIds,
      SettlementWriter writer,
      OutboxConfig config,
      Clock clock,
      Executor threads,
      long deadlineNanos) {
    this.plugin = request.plugin();
    this.request = request;
    this.writer = writer;
    this.config = config;
    this.clock = clock;
    this.threads = threads;
    this.deadlineNanos = deadlineNanos;
    for (int i = 0; i < messagingIds.size(); i++) {
      items.add(new Item(messagingIds.get(i), request.messages().get(i)));
    }
  }

  /** Sends, and returns when each message is settled, in the order of the messages. */
  List<Settled> run() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      unsettled = items.size();
      for (Item item : items) {
        if (plugin.takesFormat(item.draft.format())) {
          pending.add(item);
        } else {
          settle(
              item,
              OutgoingState.SETTLED,
              ERROR,
              "%sPlugin '%s' does not take format '%s'; it takes %s"
                  .formatted(
                      StatusText.REJECTED,
                      plugin.name(),
                      item.draft.format(),
                      plugin.info().formats()));
        }
      }
      watch();
      giveUp();
      return items.stream().map(item -> item.settled).toList();
    } finally {
      lock.unlock();
    }
  }

  private void watch() throws InterruptedException {
    long takenBefore = -1;
    while (unsettled > 0) {
      long now = System.nanoTime();
      if (now - deadlineNanos >= 0) {
        return;
      }
      while (!delayed.isEmpty() && delayed.peek().dueNanos - now <= 0) {
        pending.add(delayed.poll());
      }
      if (!pending.isEmpty()) {
        boolean stands = taken == takenBefore;
        int wanted = slowest > FAST_NANOS ? pending.size() : stands ? workers + 1 : 1;
        startWorkers(wanted);
      }
      takenBefore = taken;
      long wait = deadlineNanos - now;
      if (!delayed.isEmpty()) {
        wait = Math.min(wait, delayed.peek().dueNanos - now);
      }
      if (!pending.isEmpty()) {
        wait = Math.min(wait, WATCH_NANOS);
      }
      changed.awaitNanos(wait);
    }
  }

  /** At the deadline: what the plugin has is unknown, what it does not have was not sent. */
  private void giveUp() {
    if (unsettled == 0) {
      return;
    }
    pending.clear();
    delayed.clear();
    for (Item item : items) {
      if (item.settled != null) {
        continue;
      }
      if (item.runner == null) {
        settle(item, OutgoingState.SETTLED, ERROR, StatusText.NOT_SENT + item.whyNotSent());
      } else {
        settle(
            item,
            OutgoingState.UNKNOWN,
            ERROR,
            "%sthe plugin did not answer within %d s"
                .formatted(StatusText.OUTCOME_UNKNOWN, config.deadline().toSeconds()));
        item.runner.interrupt();
      }
    }
  }

  private void startWorkers(int wanted) {
    int most = Math.min(wanted, config.threadsPerPlugin());
    while (workers < most) {
      workers++;
      threads.execute(this::work);
    }
  }

  private void work() {
    while (true) {
      Item item = take();
      if (item == null) {
        return;
      }
      long start = System.nanoTime();
      SendOutcome outcome = plugin.send(item.toSpi(), request.config());
      long took = System.nanoTime() - start;
      lock.lock();
      try {
        item.runner = null;
        // An interrupt that came for this message must not hit the next one.
        Thread.interrupted();
        slowest = Math.max(slowest, took);
        decide(item, outcome);
      } finally {
        lock.unlock();
      }
    }
  }

  private Item take() {
    lock.lock();
    try {
      Item item = System.nanoTime() - deadlineNanos < 0 ? pending.poll() : null;
      if (item == null) {
        workers--;
        return null;
      }
      taken++;
      item.attempts++;
      item.runner = Thread.currentThread();
      if (slowest > FAST_NANOS && !pending.isEmpty()) {
        startWorkers(workers + 1);
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  private void decide(Item item, SendOutcome outcome) {
    switch (outcome.kind()) {
      case SENT -> settle(item, outcome, OutgoingState.SETTLED, SENT, "");
      case DELIVERED -> settle(item, outcome, OutgoingState.SETTLED, RECEIVED, "");
      case REJECTED -> settle(item, outcome, OutgoingState.SETTLED, ERROR, StatusText.REJECTED);
      case UNKNOWN ->
          settle(item, outcome, OutgoingState.UNKNOWN, ERROR, StatusText.OUTCOME_UNKNOWN);
      case RETRY -> retry(item, outcome);
    }
  }

  private void retry(Item item, SendOutcome outcome) {
    item.lastReason = outcome.description();
    if (item.settled != null) {
      // The call has given up on it as unknown; now it is certain that it was not sent.
      settle(item, outcome, OutgoingState.SETTLED, ERROR, StatusText.NOT_SENT);
      return;
    }
    long delay =
        (long) (config.firstRetry().toNanos() * Math.pow(2, Math.min(20, item.attempts - 1)));
    Duration wish = outcome.retryAfter().orElse(Duration.ZERO);
    long wished =
        wish.compareTo(config.deadline()) < 0 ? wish.toNanos() : config.deadline().toNanos();
    long due = System.nanoTime() + Math.max(delay, wished);
    if (item.attempts >= config.maxAttempts() || due - deadlineNanos >= 0) {
      settle(item, outcome, OutgoingState.SETTLED, ERROR, StatusText.NOT_SENT);
      return;
    }
    item.dueNanos = due;
    delayed.add(item);
    changed.signal();
  }

  private void settle(
      Item item, SendOutcome outcome, OutgoingState state, int status, String code) {
    settle(
        item,
        new Settlement(
            item.messagingId,
            state,
            status,
            outcome.externalIds(),
            outcome.sessionKey().orElseGet(item::sessionKey),
            code + outcome.description(),
            item.attempts,
            clock.instant()));
  }

  private void settle(Item item, OutgoingState state, int status, String description) {
    settle(
        item,
        new Settlement(
            item.messagingId,
            state,
            status,
            List.of(),
            item.sessionKey(),
            description,
            item.attempts,
            clock.instant()));
  }

  private void settle(Item item, Settlement settlement) {
    CompletableFuture<OutgoingStatus> written = writer.write(plugin.name(), settlement);
    if (item.settled == null) {
      item.settled =
          new Settled(
              new OutgoingStatus(
                  item.messagingId,
                  plugin.name(),
                  settlement.state(),
                  settlement.status(),
                  settlement.description()),
              written);
      unsettled--;
      if (unsettled == 0) {
        changed.signal();
      }
    }
  }

  /**
   * What became of a message.
   *
   * @param told as the plugin told it
   * @param recorded completes with the status when it is on disk
   */
  record Settled(OutgoingStatus told, CompletableFuture<OutgoingStatus> recorded) {}

  /** One message of the call; its fields are guarded by the call's lock. */
  private static final class Item {

    private final int messagingId;
    private final SendRequest.Item draft;
    private int attempts;
    private long dueNanos;
    private Thread runner;
    private String lastReason = "";
    private String sessionKey;
    private Settled settled;

    Item(int messagingId, SendRequest.Item draft) {
      this.messagingId = messagingId;
      this.draft = draft;
      this.sessionKey = draft.suggestedSessionKey();
    }

    OutgoingMessage toSpi() {
      return new OutgoingMessage(
          messagingId,
          draft.from(),
          draft.to(),
          draft.content(),
          draft.format(),
          draft.parentMessagingId(),
          draft.suggestedSessionKey().isEmpty()
              ? Optional.empty()
              : Optional.of(draft.suggestedSessionKey()),
          attempts);
    }

    String sessionKey() {
      if (sessionKey.isEmpty()) {
        sessionKey = UUID.randomUUID().toString();
      }
      return sessionKey;
    }

    String whyNotSent() {
      return attempts == 0
          ? "the plugin had no time for it within the call"
          : "the plugin refused it for now %d times: %s".formatted(attempts, lastReason);
    }
  }
}
