package org.messagingagent.plugin.smpp;

import java.util.Optional;

/** A short message on its way. Safe for use by many threads. */
final class Part {

  /** Where it is. */
  enum State {
    /** The SMSC certainly does not have it. */
    OPEN,
    /** It went out, and its reply has not come. */
    OUT,
    /** The SMSC has it. */
    TAKEN,
    /** The SMSC refused it for good. */
    REFUSED,
    /** The SMSC may have it. */
    UNKNOWN
  }

  private final Submit submit;
  private State state = State.OPEN;
  private String reason = "";
  private Optional<Links.Place> place = Optional.empty();
  private int number;

  Part(Submit submit) {
    this.submit = submit;
  }

  Submit submit() {
    return submit;
  }

  /** Before it goes out. */
  synchronized void goesOut(Links.Place taken) {
    state = State.OUT;
    place = Optional.of(taken);
  }

  /** It went out under this number. */
  synchronized void wentOut(int sequenceNumber) {
    number = sequenceNumber;
  }

  /** What became of it, unless that is known already; leaves its place in the window. */
  synchronized boolean ends(State became, String why) {
    if (state != State.OUT) {
      return false;
    }
    state = became;
    reason = why;
    place.ifPresent(Links.Place::leave);
    place = Optional.empty();
    notifyAll();
    return true;
  }

  /** It was not written after all, whatever a reply says. */
  synchronized void wasNotWritten(String why) {
    if (state == State.OUT) {
      ends(State.OPEN, why);
    } else {
      state = State.OPEN;
      reason = why;
    }
  }

  /** It cannot be sent now, and why. */
  synchronized void waits(String why) {
    reason = why;
  }

  /** It can never be sent, and why. */
  synchronized void cannotBeSent(String why) {
    if (state == State.OUT) {
      ends(State.REFUSED, why);
    } else {
      state = State.REFUSED;
      reason = why;
    }
  }

  synchronized State state() {
    return state;
  }

  synchronized String reason() {
    return reason;
  }

  /** Waits for its reply until then; false where there is none by then. */
  synchronized boolean await(long deadlineNanos) throws InterruptedException {
    while (state == State.OUT) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }

  /** Gives up waiting for its reply. */
  void giveUp(String why) {
    Optional<Links.Place> at;
    int under;
    synchronized (this) {
      at = place;
      under = number;
    }
    at.ifPresent(waiting -> waiting.link().forget(under));
    ends(State.UNKNOWN, why);
  }
}
