package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What goes wrong next, as the test asked for it. Safe for use by many threads. */
final class Faults {

  private static final int MOST = 100_000;

  private final List<Asked> asked = new ArrayList<>();

  private static final class Asked {
    private final Optional<Operation> operation;
    private final Fault fault;
    private long left;

    Asked(Optional<Operation> operation, Fault fault, long left) {
      this.operation = operation;
      this.fault = fault;
      this.left = left;
    }

    boolean isFor(Operation called) {
      return operation.map(named -> named == called).orElse(called.isMessaging());
    }

    String words() {
      String which = operation.map(Operation::name).orElse("calls of Messaging");
      return left == Long.MAX_VALUE
          ? "every %s: %s".formatted(which, fault)
          : "the next %d of %s: %s".formatted(left, which, fault);
    }
  }

  /**
   * @param operation empty for any of the service Messaging
   */
  synchronized void next(int calls, Optional<Operation> operation, Fault fault) {
    if (calls < 1 || calls > MOST) {
      throw new IllegalArgumentException(
          "The number of calls must be 1 to %d, was %d".formatted(MOST, calls));
    }
    asked.add(new Asked(operation, requireNonNull(fault, "fault is null"), calls));
  }

  /** As {@link #next}, until {@link #clear}. */
  synchronized void every(Optional<Operation> operation, Fault fault) {
    asked.add(new Asked(operation, requireNonNull(fault, "fault is null"), Long.MAX_VALUE));
  }

  /** That of a call; those asked for earlier come first. */
  synchronized Optional<Fault> take(Operation operation) {
    for (Asked one : asked) {
      if (one.isFor(operation)) {
        if (one.left != Long.MAX_VALUE && --one.left == 0) {
          asked.remove(one);
        }
        return Optional.of(one.fault);
      }
    }
    return Optional.empty();
  }

  synchronized void clear() {
    asked.clear();
  }

  /** What was asked for and no call has met, in words. */
  synchronized List<String> unused() {
    return asked.stream().map(Asked::words).toList();
  }
}
