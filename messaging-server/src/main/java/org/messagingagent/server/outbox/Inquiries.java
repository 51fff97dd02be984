package org.messagingagent.server.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which messages of one plugin are asked for, and when. For one thread.
 *
 * <p>Keeps the next times of a limited number of messages. Where there are more, they are read from
 * the store when others are settled, or have been asked for often enough to make room.
 */
final class Inquiries {

  private static final Logger log = LoggerFactory.getLogger(Inquiries.class);

  private static final int MAX_KEPT = 10_000;
  private static final int PAGE = 500;
  private static final int MOST_IN_A_ROUND = 1_000;
  private static final Duration DISK_TIME = Duration.ofSeconds(30);

  private final InstalledPlugin plugin;
  private final Outbox outbox;
  private final Inquiry inquiry;
  private final OutboxStore store;
  private final ReconcileConfig config;
  private final Clock clock;
  private final Reconciler.Turn turn;
  private final int maxKept;
  private final PriorityQueue<Kept> queue = new PriorityQueue<>(Comparator.comparing(Kept::due));
  private final Set<Integer> ids = new HashSet<>();
  private int readUpTo;
  private int tooOldUpTo;

  Inquiries(
      InstalledPlugin plugin,
      Outbox outbox,
      Inquiry inquiry,
      OutboxStore store,
      ReconcileConfig config,
      Clock clock,
      Reconciler.Turn turn) {
    this(plugin, outbox, inquiry, store, config, clock, turn, MAX_KEPT);
  }

  Inquiries(
      InstalledPlugin plugin,
      Outbox outbox,
      Inquiry inquiry,
      OutboxStore store,
      ReconcileConfig config,
      Clock clock,
      Reconciler.Turn turn,
      int maxKept) {
    this.plugin = plugin;
    this.outbox = outbox;
    this.inquiry = inquiry;
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.turn = turn;
    this.maxKept = maxKept;
  }

  /**
   * Looks for messages and asks for those that are due.
   *
   * @return whether more are due
   * @throws StoreException where the store fails; the next round goes on
   */
  boolean round() throws InterruptedException {
    readMore();
    int asked = 0;
    int settled = 0;
    boolean mayAsk = true;
    while (mayAsk && isDue() && asked < MOST_IN_A_ROUND) {
      Kept next = queue.peek();
      Optional<OutgoingRecord> record =
          store.find(next.id()).filter(this::isOpen).filter(turn::isOurs);
      if (record.isEmpty()) {
        drop();
      } else if (outbox.isWithPlugin(plugin, next.id())) {
        // What the call still answers would be too late after a refusal by this one.
        drop();
        keep(next.id(), config.first(), next.inquiry());
      } else if (inquiry.mayAsk()) {
        asked++;
        settled += ask(record.get(), next) ? 1 : 0;
      } else {
        mayAsk = false;
      }
    }
    if (settled > 0) {
      log.info(
          "Plugin {} was asked for {} messages whose outcome was unknown; {} of them are settled",
          plugin.name(),
          asked,
          settled);
    }
    return mayAsk && isDue();
  }

  private boolean isDue() {
    return !queue.isEmpty() && !queue.peek().due().isAfter(clock.instant());
  }

  /** Reads on in the store while there is room; after its end, the next round begins anew. */
  private void readMore() {
    int read = 0;
    while (ids.size() < maxKept && read < maxKept) {
      List<OutgoingRecord> page = store.unsettled(plugin.name(), readUpTo, PAGE);
      for (OutgoingRecord record : page) {
        if (ids.size() >= maxKept) {
          return;
        }
        keep(record);
      }
      if (page.size() < PAGE) {
        readUpTo = tooOldUpTo;
        return;
      }
      read += page.size();
    }
  }

  private void keep(OutgoingRecord record) {
    int id = record.messagingId();
    if (isTooOld(record)) {
      if (readUpTo == tooOldUpTo) {
        // As all before it: none of these is looked at again.
        tooOldUpTo = id;
      }
    } else if (turn.isOurs(record) && ids.add(id)) {
      queue.add(new Kept(id, record.changedAt().plus(config.first()), 1));
    }
    readUpTo = id;
  }

  private boolean isOpen(OutgoingRecord record) {
    return record.state() == OutgoingState.UNKNOWN && !isTooOld(record);
  }

  private boolean isTooOld(OutgoingRecord record) {
    return record.recordedAt().isBefore(clock.instant().minus(config.giveUpAfter()));
  }

  private void drop() {
    ids.remove(queue.remove().id());
  }

  private boolean ask(OutgoingRecord record, Kept kept) throws InterruptedException {
    SendOutcome outcome =
        inquiry.ask(
            new UnsettledMessage(
                record.messagingId(),
                record.externalIds(),
                Optional.of(record.sessionKey()).filter(key -> !key.isEmpty()),
                record.recordedAt(),
                kept.inquiry()));
    drop();
    boolean settled =
        switch (outcome.kind()) {
          case SENT, DELIVERED, REJECTED -> settle(record, outcome);
          case RETRY, UNKNOWN -> false;
        };
    if (!settled) {
      postpone(kept);
    }
    return settled;
  }

  private void postpone(Kept kept) {
    Duration pause = config.first().multipliedBy(1L << Math.min(kept.inquiry(), Integer.SIZE - 2));
    boolean isLongest = pause.compareTo(config.longest()) >= 0;
    if (isLongest && ids.size() + 1 >= maxKept) {
      // Room for others; it comes up again when the store is next read from its start.
      return;
    }
    keep(kept.id(), isLongest ? config.longest() : pause, kept.inquiry() + 1);
  }

  private void keep(int id, Duration pause, int nextInquiry) {
    ids.add(id);
    queue.add(new Kept(id, clock.instant().plus(pause), nextInquiry));
  }

  /** False where the store did not take it. */
  private boolean settle(OutgoingRecord record, SendOutcome outcome) throws InterruptedException {
    Verdict verdict = Verdict.of(outcome.kind());
    String key = record.sessionKey().isEmpty() ? UUID.randomUUID().toString() : "";
    try {
      OutgoingStatus status =
          store
              .settle(
                  new Settlement(
                      record.messagingId(),
                      verdict.state(),
                      verdict.status(),
                      outcome.externalIds(),
                      outcome.sessionKey().orElse(key),
                      verdict.code() + outcome.description(),
                      record.attempts(),
                      clock.instant()))
              .toCompletableFuture()
              .get(DISK_TIME.toNanos(), TimeUnit.NANOSECONDS);
      return status.state() == OutgoingState.SETTLED;
    } catch (ExecutionException | TimeoutException e) {
      log.debug("Message {} could not be settled; its plugin is asked again", record.messagingId());
      return false;
    }
  }

  /**
   * A message that is asked for.
   *
   * @param inquiry 1 at the first time
   */
  private record Kept(int id, Instant due, int inquiry) {}
}
