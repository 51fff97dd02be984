package org.messagingagent.server.plugin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into one plugin in one direction: says whether it may be called now, and learns how calls
 * went. Safe for use by many threads. It never blocks.
 *
 * <p>Who calls the plugin asks with {@link #enter}, tells {@link #overdue} where the call does not
 * end in time, and {@link #left} when it has ended.
 */
public final class CallGate {

  /** What the gate keeps to; see {@link PluginLimits}. */
  record Limits(
      int concurrency, int rate, int breakerFailures, int breakerCalls, Duration breakerPause) {}

  private static final Logger log = LoggerFactory.getLogger(CallGate.class);

  /** How many calls try a plugin again that was suspended. */
  private static final int TRIAL_CALLS = 3;

  /** Permits come in portions this far apart or more, so that counting them stays cheap. */
  private static final int PORTIONS_PER_SECOND = 10;

  private static final Duration RATE_DEBT = Duration.ofDays(1);

  private static final Optional<Refusal> STOPPING =
      Optional.of(new Refusal(Refusal.Kind.STOPPING, "it is being stopped", Optional.empty()));
  private static final Optional<Refusal> PAUSED =
      Optional.of(new Refusal(Refusal.Kind.PAUSED, "an operator paused it", Optional.empty()));
  private static final Throwable FAILED = new FailedCall();

  private final String plugin;
  private final String work;
  private final Limits limits;
  private final Clock clock;
  private final Runnable onOverdue;
  private final Optional<CircuitBreaker> breaker;
  private final Optional<RateLimiter> rate;
  private final Optional<Refusal> rateLimited;
  private final AtomicInteger overdue = new AtomicInteger();
  private final Map<Refusal.Kind, LongAdder> refusals = new EnumMap<>(Refusal.Kind.class);
  private volatile Instant suspendedUntil = Instant.MIN;
  private volatile boolean paused;
  private volatile boolean stopping;

  /**
   * @param work what comes through here, in words such as {@code "handling"}
   * @param clock should not be set back: a suspended plugin waits by it
   * @param onOverdue is run for each call that goes on past its time
   */
  CallGate(String plugin, String work, Limits limits, Clock clock, Runnable onOverdue) {
    this.plugin = plugin;
    this.work = work;
    this.limits = limits;
    this.clock = clock;
    this.onOverdue = onOverdue;
    for (Refusal.Kind kind : Refusal.Kind.values()) {
      refusals.put(kind, new LongAdder());
    }
    this.breaker =
        limits.breakerFailures() == 0 ? Optional.empty() : Optional.of(newBreaker(limits, clock));
    breaker.ifPresent(
        made ->
            made.getEventPublisher().onStateTransition(event -> tell(event.getStateTransition())));
    int portion = Math.max(1, limits.rate() / PORTIONS_PER_SECOND);
    Duration period = Duration.ofNanos(1_000_000_000L * portion / Math.max(1, limits.rate()));
    this.rate =
        limits.rate() == 0
            ? Optional.empty()
            : Optional.of(
                RateLimiter.of(
                    plugin,
                    RateLimiterConfig.custom()
                        .limitForPeriod(portion)
                        .limitRefreshPeriod(period)
                        .timeoutDuration(RATE_DEBT)
                        .build()));
    this.rateLimited =
        Optional.of(
            new Refusal(
                Refusal.Kind.RATE_LIMITED,
                "it has had its %d messages of this second".formatted(limits.rate()),
                Optional.of(period)));
  }

  /** As {@link #enter(int)}, for a call with one message. */
  public Optional<Refusal> enter() {
    return enter(1);
  }

  /**
   * Asks for a call. Where the answer is empty, make it and then call {@link #left}.
   *
   * @param messages how many messages the call hands over, 1 or more; they count for the rate
   * @return why not now; empty where the plugin may be called
   */
  public Optional<Refusal> enter(int messages) {
    Optional<Refusal> refusal = ask(messages);
    if (refusal.isPresent()) {
      refusals.get(refusal.get().kind()).increment();
    }
    return refusal;
  }

  /** How often a call was refused, by what kept it, since the plugin was started. */
  public Map<Refusal.Kind, Long> refusals() {
    Map<Refusal.Kind, Long> counts = new EnumMap<>(Refusal.Kind.class);
    refusals.forEach((kind, count) -> counts.put(kind, count.sum()));
    return counts;
  }

  private Optional<Refusal> ask(int messages) {
    Optional<Refusal> closed = closed();
    if (closed.isPresent()) {
      return closed;
    }
    // What is there is looked at first, and then taken: more than is there is paid off later.
    if (rate.isPresent() && rate.get().getMetrics().getAvailablePermissions() <= 0) {
      return rateLimited;
    }
    if (breaker.isPresent() && !breaker.get().tryAcquirePermission()) {
      return suspended();
    }
    if (rate.isPresent()) {
      rate.get().reservePermission(messages);
    }
    return Optional.empty();
  }

  /**
   * What keeps the plugin from being called for longer than a moment; takes nothing. A rate that is
   * used up does not count.
   */
  public Optional<Refusal> closed() {
    if (stopping) {
      return STOPPING;
    }
    if (paused) {
      return PAUSED;
    }
    int late = overdue.get();
    if (late >= limits.concurrency()) {
      return Optional.of(
          new Refusal(
              Refusal.Kind.STUCK,
              "all its %d threads hang in calls that do not end".formatted(late),
              Optional.empty()));
    }
    return clock.instant().isBefore(suspendedUntil) ? suspended() : Optional.empty();
  }

  /**
   * A call that was entered has ended.
   *
   * @param failed whether it shows that the plugin or its gateway is not well
   */
  public void left(boolean failed, long nanos) {
    if (breaker.isEmpty()) {
      return;
    }
    if (failed) {
      breaker.get().onError(nanos, NANOSECONDS, FAILED);
    } else {
      breaker.get().onSuccess(nanos, NANOSECONDS);
    }
  }

  /** A call goes on past its time, and has been interrupted. */
  public void overdue() {
    overdue.incrementAndGet();
    onOverdue.run();
  }

  /** A call that was overdue has ended after all. */
  public void overdueEnded() {
    overdue.decrementAndGet();
  }

  /** How many calls go on past their time. */
  int overdueCalls() {
    return overdue.get();
  }

  /** Whether an operator paused the plugin. */
  boolean isPaused() {
    return paused;
  }

  /** Whether nobody is let in until an operator resumes it. */
  void pause(boolean now) {
    paused = now;
  }

  /** Lets nobody in from now on. */
  void stop() {
    stopping = true;
  }

  private Optional<Refusal> suspended() {
    Duration left = Duration.between(clock.instant(), suspendedUntil);
    return Optional.of(
        new Refusal(
            Refusal.Kind.BREAKER_OPEN,
            "too many of its last calls failed",
            Optional.of(left.isNegative() ? Duration.ZERO : left)));
  }

  private void tell(CircuitBreaker.StateTransition transition) {
    switch (transition.getToState()) {
      case OPEN -> {
        suspendedUntil = clock.instant().plus(limits.breakerPause());
        if (transition.getFromState() == CircuitBreaker.State.CLOSED) {
          log.warn(
              "Plugin {}: {} is suspended, {} % of its last calls failed; it is tried again every {}",
              plugin,
              work,
              Math.round(breaker.orElseThrow().getMetrics().getFailureRate()),
              PluginFinder.seconds(limits.breakerPause()));
        }
      }
      case CLOSED -> log.info("Plugin {}: {} goes on", plugin, work);
      default -> log.debug("Plugin {}: {} is tried again", plugin, work);
    }
  }

  private static CircuitBreaker newBreaker(Limits limits, Clock clock) {
    return CircuitBreaker.of(
        "plugin",
        CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(limits.breakerCalls())
            .minimumNumberOfCalls(limits.breakerCalls())
            .failureRateThreshold(limits.breakerFailures())
            .waitDurationInOpenState(limits.breakerPause())
            .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
            .clock(clock)
            .currentTimestampFunction(Clock::millis, MILLISECONDS)
            .writableStackTraceEnabled(false)
            .build());
  }

  /** Stands for a call that failed, for whatever reason. */
  private static final class FailedCall extends Exception {

    private static final long serialVersionUID = 1L;

    FailedCall() {
      super("The call failed", null, false, false);
    }
  }
}
