package org.messagingagent.server.inbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;

/**
 * The messages of one plugin that are in memory: those that wait for a thread, and those that are
 * being handled or whose outcome is not on disk yet. All of them are <em>held</em>. Of one session
 * there is one at most. Guarded by the lane's lock, but for {@link #resize}.
 */
final class Window {

  private final int most;
  private final ByteBudget budget = new ByteBudget(1);
  private final ArrayDeque<StoredIncoming> queue = new ArrayDeque<>();
  private final Set<Long> held = new HashSet<>();
  private final Set<String> sessions = new HashSet<>();
  private final Set<String> passedOver = new HashSet<>();
  private final int[] heldOf = new int[Partitions.COUNT];

  /**
   * @param most how many messages are held
   */
  Window(int most) {
    this.most = most;
  }

  /** Changes how many bytes of messages may be held. */
  void resize(long bytes) {
    budget.resize(Math.max(1, bytes));
  }

  /** How many messages more may be held. */
  int room() {
    return most - held.size();
  }

  /** How many bytes more may be held; 0 or less where none. */
  long bytesLeft() {
    return budget.left();
  }

  /** Whether there is so much room that it is worth looking into the store. */
  boolean hasRoom() {
    return held.size() <= most / 2 && budget.left() > 0;
  }

  int size() {
    return held.size();
  }

  boolean holds(long id) {
    return held.contains(id);
  }

  /**
   * Whether another message of its session is held. That one goes first; the session is noted, and
   * {@link #release} tells when it is over.
   */
  boolean waitsForItsSession(StoredIncoming message) {
    if (message.sessionKey().isEmpty() || !sessions.contains(message.sessionKey())) {
      return false;
    }
    passedOver.add(message.sessionKey());
    return true;
  }

  /** Holds a message and queues it, where there is room. */
  boolean add(StoredIncoming message) {
    if (room() <= 0 || !budget.take(message.size())) {
      return false;
    }
    enter(message);
    return true;
  }

  /** Holds a message that has been read already, also where it goes over the bytes. */
  void addRegardless(StoredIncoming message) {
    budget.takeRegardless(message.size());
    enter(message);
  }

  private void enter(StoredIncoming message) {
    held.add(message.id());
    heldOf[message.partition()]++;
    if (!message.sessionKey().isEmpty()) {
      sessions.add(message.sessionKey());
    }
    queue.add(message);
  }

  boolean isQueueEmpty() {
    return queue.isEmpty();
  }

  /** The next that is queued, which stays held. There has to be one. */
  StoredIncoming poll() {
    return queue.remove();
  }

  /**
   * Lets go of a message that is held and not queued.
   *
   * @return whether another of its session was passed over for it, and has to be looked for
   */
  boolean release(StoredIncoming message) {
    if (!held.remove(message.id())) {
      return false;
    }
    budget.giveBack(message.size());
    heldOf[message.partition()]--;
    sessions.remove(message.sessionKey());
    return passedOver.remove(message.sessionKey());
  }

  /** Lets go of the next ones that are queued, as long as this holds of them. */
  void dropFirst(Predicate<StoredIncoming> which) {
    while (!queue.isEmpty() && which.test(queue.peek())) {
      release(queue.remove());
    }
  }

  /** Lets go of those that are queued and of which this holds. */
  void drop(Predicate<StoredIncoming> which) {
    List<StoredIncoming> dropped = new ArrayList<>();
    for (Iterator<StoredIncoming> queued = queue.iterator(); queued.hasNext(); ) {
      StoredIncoming message = queued.next();
      if (which.test(message)) {
        queued.remove();
        dropped.add(message);
      }
    }
    dropped.forEach(this::release);
  }

  /** The partitions of which messages are held. */
  Partitions partitions() {
    long mask = 0;
    for (int partition = 0; partition < heldOf.length; partition++) {
      mask |= heldOf[partition] > 0 ? 1L << partition : 0;
    }
    return new Partitions(mask);
  }
}
