package org.messagingagent.server.support;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The trace that the work of this thread belongs to: from the request to the store, and from the
 * store to the plugin, without a parameter in every method between them.
 */
public final class CurrentTrace {

  private static final ThreadLocal<TraceParent> CURRENT = new ThreadLocal<>();

  private CurrentTrace() {}

  /** The trace of this thread's work; empty where it has none. */
  public static Optional<TraceParent> get() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** As {@link #get}, as it is written. */
  public static Optional<String> text() {
    return get().map(TraceParent::toString);
  }

  /** Does the work in this thread, for this trace or for none. */
  public static <T> T call(Optional<TraceParent> trace, Supplier<T> work) {
    Scope scope = enter(trace);
    try {
      return work.get();
    } finally {
      scope.close();
    }
  }

  /**
   * As {@link #call}, where the work begins in one method and ends in another: this thread works
   * for this trace, or for none, until the scope is closed in the same thread; then for the one
   * before again.
   */
  public static Scope enter(Optional<TraceParent> trace) {
    requireNonNull(trace, "trace is null");
    TraceParent before = CURRENT.get();
    set(trace.orElse(null));
    return () -> set(before);
  }

  private static void set(TraceParent trace) {
    if (trace == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(trace);
    }
  }

  /** Ends without an exception. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {

    @Override
    void close();
  }
}
