package org.messagingagent.server.inbox;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.Ready;
import org.messagingagent.server.store.StoredIncoming;

/**
 * Which messages of one plugin come into its window, and when the store is looked at for them. What
 * has no room in the window stays in the store and is read when there is.
 *
 * <p>New messages come straight from the commit while the lane keeps up. Once it has fallen behind
 * it takes messages from the store alone, longest due first, until it has caught up, so that fresh
 * messages do not overtake the waiting ones for ever.
 *
 * <p>Guarded by the lane's lock: all methods but {@link #refill} are to be called with it.
 */
final class Intake {

  /** Between two looks at the store because of what other nodes accepted. */
  private static final long LOOK_GAP = TimeUnit.MILLISECONDS.toNanos(5);

  private final String plugin;
  private final InboxStore store;
  private final Window window;
  private final Ownership ownership;
  private final Set<Long> aside;
  private final Object lock;
  private final Set<Long> releasedInRefill = new HashSet<>();
  private boolean refilling;
  private boolean behind = true;
  private boolean elsewhere;
  private long lastLook = System.nanoTime() - LOOK_GAP;
  private boolean stopped;
  private Instant nextDue = Instant.MAX;

  /**
   * @param aside messages that are not to be handled now
   */
  Intake(
      String plugin,
      InboxStore store,
      Window window,
      Ownership ownership,
      Set<Long> aside,
      Object lock) {
    this.plugin = plugin;
    this.store = store;
    this.window = window;
    this.ownership = ownership;
    this.aside = aside;
    this.lock = lock;
  }

  /** Queues a message that has just become ready; false where it is left to the store. */
  boolean offer(StoredIncoming message) {
    if (!mayHold(message)) {
      return false;
    }
    if (behind || !window.add(message)) {
      behind = true;
      return false;
    }
    return true;
  }

  /** Whether the store may have ready messages for which there is room. */
  boolean wantsRefill(Instant now) {
    return mayLook() && (behind || !nextDue.isAfter(now) || elsewhere && untilLook() <= 0);
  }

  /** How many nanoseconds until what other nodes accepted is looked for; a long time if never. */
  long nanosUntilLook() {
    return elsewhere && mayLook() ? Math.max(0, untilLook()) : Long.MAX_VALUE;
  }

  /** When a message becomes due for which there is room, as far as is known. */
  Instant nextDue() {
    return mayLook() ? nextDue : Instant.MAX;
  }

  /**
   * Takes ready messages from the store, as many as there is room for.
   *
   * @param queued run with the lock for each that is queued
   */
  void refill(Instant now, Runnable queued) {
    int room;
    long bytes;
    synchronized (lock) {
      room = window.room();
      bytes = window.bytesLeft();
      if (stopped || room <= 0 || !ownership.holds()) {
        return;
      }
      refilling = true;
      behind = false;
      elsewhere = false;
      lastLook = System.nanoTime();
      nextDue = Instant.MAX;
    }
    boolean mayHaveMore = true;
    try {
      Ready found =
          store.ready(
              plugin,
              ownership.of(plugin),
              now,
              this::isTakenAlready,
              bytes <= 0 ? 0 : room,
              bytes);
      mayHaveMore = bytes <= 0 || hold(found, room, bytes, queued);
    } finally {
      synchronized (lock) {
        refilling = false;
        behind |= mayHaveMore;
        releasedInRefill.clear();
      }
    }
  }

  /** Holds what was found; whether the store may have more. */
  private boolean hold(Ready found, int room, long bytes, Runnable queued) {
    synchronized (lock) {
      long bytesRead = 0;
      boolean covered = found.messages().isEmpty();
      for (StoredIncoming message : found.messages()) {
        bytesRead += message.size();
        covered |= ownership.covers(message);
        if (mayHold(message) && !releasedInRefill.contains(message.id())) {
          window.addRegardless(message);
          queued.run();
        }
      }
      found.nextDue().ifPresent(this::dueAt);
      // Where all are lost, to look again at once would find the same until the ownership changes.
      return covered && (found.messages().size() >= room || bytesRead >= bytes);
    }
  }

  /** A message becomes due at this time; false where another one does before. */
  boolean dueAt(Instant due) {
    if (!due.isBefore(nextDue)) {
      return false;
    }
    nextDue = due;
    return true;
  }

  /** Lets go of a message whose outcome is on disk; whether there is reason to refill now. */
  boolean release(StoredIncoming message) {
    boolean hadRoom = window.hasRoom();
    boolean sessionWaits = window.release(message);
    behind |= sessionWaits;
    if (refilling) {
      releasedInRefill.add(message.id());
    }
    return window.hasRoom()
        && (sessionWaits || !hadRoom && (behind || elsewhere || nextDue != Instant.MAX));
  }

  /** Has the store looked at again. */
  void lookAgain() {
    behind = true;
  }

  /** Has the store looked at soon: another node accepted messages for this one. */
  void lookElsewhere() {
    elsewhere = true;
  }

  /** See {@link Dispatcher#putAside}. */
  boolean putAside(long id) {
    window.drop(message -> message.id() == id);
    return !window.holds(id) && aside.add(id);
  }

  /** See {@link Dispatcher#letGo}. */
  void letGo(long id) {
    aside.remove(id);
    if (refilling) {
      releasedInRefill.add(id);
    }
  }

  /** Takes no more messages, and lets go of those that are queued. */
  void stop() {
    stopped = true;
    window.drop(message -> true);
  }

  private long untilLook() {
    return lastLook + LOOK_GAP - System.nanoTime();
  }

  private boolean mayLook() {
    return !stopped && window.hasRoom() && ownership.holds();
  }

  private boolean mayHold(StoredIncoming message) {
    return !stopped
        && !window.holds(message.id())
        && !aside.contains(message.id())
        && ownership.covers(message)
        && !window.waitsForItsSession(message);
  }

  private boolean isTakenAlready(long id) {
    synchronized (lock) {
      return window.holds(id) || aside.contains(id) || releasedInRefill.contains(id);
    }
  }
}
