package org.messagingagent.server.http;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The body of a request on its way: bounded in size, in time, and by what all together may take.
 */
final class RequestBody {

  /** What became of a piece. */
  enum Taken {
    YES,
    TOO_LARGE,
    TOO_SLOW,
    NO_ROOM
  }

  private final int mostBytes;
  private final long mostNanos;
  private final Budget budget;
  private final long startedAt = System.nanoTime();
  private Body body;

  /**
   * @param announced the Content-Length, or -1
   * @param time how long the whole body may take
   */
  RequestBody(long announced, int mostBytes, Duration time, Budget budget) {
    this.mostBytes = mostBytes;
    this.mostNanos = time.toNanos();
    this.budget = budget;
    this.body = new Body(announced);
  }

  /** Takes a piece; where it does not, what came before is dropped too. */
  Taken take(ByteBuffer piece) {
    int bytes = piece.remaining();
    Taken taken = Taken.YES;
    if ((long) body.size() + bytes > mostBytes) {
      taken = Taken.TOO_LARGE;
    } else if (System.nanoTime() - startedAt > mostNanos) {
      taken = Taken.TOO_SLOW;
    } else if (!budget.take(bytes, body.size())) {
      taken = Taken.NO_ROOM;
    }
    if (taken == Taken.YES) {
      body.add(piece);
    } else {
      drop();
    }
    return taken;
  }

  /** All that was taken; not a copy where it can be avoided. */
  byte[] bytes() {
    return body.bytes();
  }

  /** Lets go of it, and gives its part of the budget back. May be called again. */
  void drop() {
    budget.giveBack(body.size());
    body = new Body(0);
  }
}
