package org.messagingagent.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets so many requests out at a time; the others wait in line, and not without end. */
final class Gate {

  private static final int MOST_WAITING = 10_000;

  private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private int free;

  Gate(int most) {
    free = most;
  }

  /**
   * Asks for a turn. Whoever gets one calls {@link #leave} once; who no longer wants it cancels it,
   * which fails where the turn has come.
   */
  CompletableFuture<Void> enter() {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    synchronized (this) {
      if (free > 0) {
        free--;
        turn.complete(null);
      } else if (waiting.size() >= MOST_WAITING && dropCancelled() >= MOST_WAITING) {
        turn.completeExceptionally(
            new TryLaterException(
                "%d calls of this client wait for their turn already; make fewer at a time"
                    .formatted(MOST_WAITING),
                null,
                Optional.empty()));
      } else {
        waiting.add(turn);
      }
    }
    return turn;
  }

  void leave() {
    CompletableFuture<Void> next;
    do {
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          free++;
          return;
        }
      }
    } while (!next.complete(null));
  }

  private int dropCancelled() {
    waiting.removeIf(CompletableFuture::isDone);
    return waiting.size();
  }
}
