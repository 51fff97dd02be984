package org.messagingagent.server.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.messagingagent.server.plugin.CallGate;
import org.messagingagent.server.store.StoredIncoming;

/**
 * The calls of one plugin's handler that run now, and for how long. Guarded by the lane's lock, but
 * for what a call tells of itself.
 */
final class RunningCalls {

  /** One call, in its thread. */
  static final class Call {

    private final StoredIncoming message;
    private final Thread thread = Thread.currentThread();
    private final long startNanos = System.nanoTime();
    private boolean overdue;
    private boolean abandoned;

    private Call(StoredIncoming message) {
      this.message = message;
    }

    StoredIncoming message() {
      return message;
    }

    long nanos() {
      return System.nanoTime() - startNanos;
    }

    /** Whether it went on past its time, and was interrupted. To be asked once it has ended. */
    boolean wasOverdue() {
      return overdue;
    }

    /** Whether nobody waits for its outcome any more. To be asked once it has ended. */
    boolean wasAbandoned() {
      return abandoned;
    }
  }

  private final CallGate gate;
  private final Duration limit;
  private final Set<Call> calls = new HashSet<>();

  RunningCalls(CallGate gate, Duration limit) {
    this.gate = gate;
    this.limit = limit;
  }

  /** A call begins in this thread. */
  Call begin(StoredIncoming message) {
    Call call = new Call(message);
    calls.add(call);
    return call;
  }

  /** A call has ended. From here on its thread is not interrupted for it. */
  void end(Call call) {
    calls.remove(call);
    if (call.overdue) {
      gate.overdueEnded();
    }
  }

  /** Interrupts the calls that have just gone past their time; answers them. */
  List<Call> interruptOverdue() {
    List<Call> late = new ArrayList<>();
    for (Call call : calls) {
      if (!call.overdue && call.nanos() > limit.toNanos()) {
        call.overdue = true;
        gate.overdue();
        // Now, not when it ends: calls that never end would keep a plugin on trial for ever.
        gate.left(true, call.nanos());
        call.thread.interrupt();
        late.add(call);
      }
    }
    return late;
  }

  /** How many run. */
  int count() {
    return calls.size();
  }

  /** Whether one of them may still end in its time. */
  boolean anyInTime() {
    return calls.stream().anyMatch(call -> !call.overdue);
  }

  /** Leaves the calls that still run to themselves; answers how many it are. */
  int abandon() {
    calls.forEach(call -> call.abandoned = true);
    return calls.size();
  }
}
