package org.messagingagent.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.messagingagent.server.support.LogThrottle;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a plugin is given the requests of its gateway: so many at a time, each for a limited time,
 * in threads of the plugin's own. Safe for use by many threads; it blocks none but that which
 * closes it.
 *
 * <p>A call that goes on past its time is interrupted and keeps its place until it ends. So a
 * plugin that hangs costs a bounded number of threads; then its gateway is told at once to try
 * again later.
 */
public final class CallbackDesk {

  /** What the gateway gets for a plugin that failed. */
  static final CallbackResponse FAILED =
      CallbackResponse.text(500, "The server could not handle the request\n");

  private static final Logger log = LoggerFactory.getLogger(CallbackDesk.class);

  private static final CallbackResponse TOO_MANY =
      later("There are too many requests at a time; try again in a moment");
  private static final CallbackResponse TOO_LATE =
      later("The request could not be handled in time; try again later");
  private static final CallbackResponse NOT_TAKEN =
      later("The request could not be taken now; try again later");
  private static final CallbackResponse CLOSED =
      later("Requests are not taken now; try again later");

  private static final int LONGEST_REASON = 500;
  private static final long IDLE_SECONDS = 30;

  private final String plugin;
  private final Function<CallbackRequest, CallbackResponse> code;
  private final int places;
  private final Duration timeout;
  private final Runnable onOverdue;
  private final FailureLog failures;
  private final LogThrottle crowded = new LogThrottle(Duration.ofMinutes(1));
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timer;
  // Guarded by itself, as are the two below.
  private final Set<CallbackCall> calls = new HashSet<>();
  private int overdue;
  private boolean closed;

  /**
   * @param code calls the plugin; throws SubmissionException and CallbackFailedException
   * @param onOverdue is run for each call that goes on past its time
   */
  CallbackDesk(
      String plugin,
      Function<CallbackRequest, CallbackResponse> code,
      PluginLimits limits,
      Clock clock,
      Runnable onOverdue) {
    this.plugin = plugin;
    this.code = code;
    this.places = limits.callbackConcurrency();
    this.timeout = limits.callbackTimeout();
    this.onOverdue = onOverdue;
    this.failures = new FailureLog(log, plugin, clock);
    // A place is freed a moment before its thread is: the queue holds what comes in between.
    this.threads =
        new ThreadPoolExecutor(
            places,
            places,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(places),
            named("callback-" + plugin));
    threads.allowCoreThreadTimeOut(true);
    this.timer = new ScheduledThreadPoolExecutor(1, named("callback-" + plugin + "-timer"));
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Has the plugin answer a request, in a thread of its own.
   *
   * @param gateway given one answer, fit to be sent, in this thread or in another; must not block
   */
  public void answer(CallbackRequest request, Consumer<CallbackResponse> gateway) {
    CallbackCall call =
        new CallbackCall(
            this,
            requireNonNull(request, "request is null"),
            requireNonNull(gateway, "gateway is null"));
    Optional<CallbackResponse> refusal = enter(call);
    if (refusal.isPresent()) {
      gateway.accept(refusal.get());
      return;
    }
    try {
      call.timer(timer.schedule(() -> expire(call), timeout.toNanos(), TimeUnit.NANOSECONDS));
      threads.execute(call);
    } catch (RuntimeException | Error e) { // closed meanwhile, or no thread is to be had
      leave(call);
      if (call.giveUp(NOT_TAKEN) && !isClosed()) {
        failures.failed("request of the gateway: no thread for it, " + Problems.brief(e));
      }
    }
  }

  /**
   * Takes no more requests, and waits for those that the plugin is at, but for those that are past
   * their time already. Where they do not end in time, their gateway is told to try again later,
   * and their threads are interrupted. A second call does nothing.
   */
  public void close(Duration limit) {
    List<CallbackCall> left;
    synchronized (calls) {
      if (closed) {
        return;
      }
      closed = true;
      awaitIdle(Deadline.in(limit));
      left = List.copyOf(calls);
    }
    for (CallbackCall call : left) {
      if (!call.giveUp(CLOSED)) {
        call.interrupt();
      }
    }
    if (!left.isEmpty()) {
      log.warn(
          "Plugin {}: {} requests of its gateway had not ended when it was stopped, and were interrupted",
          plugin,
          left.size());
    }
    failures.flush();
    threads.shutdown();
    timer.shutdownNow();
  }

  /** What the plugin answers, or what stands for it; called in a thread of the plugin's. */
  CallbackResponse respond(CallbackRequest request) {
    try {
      return fit(code.apply(request));
    } catch (InstalledPlugin.CallbackFailedException e) {
      return FAILED; // it has been logged
    } catch (SubmissionException e) {
      return refused(e);
    }
  }

  /** The call has ended. */
  void leave(CallbackCall call) {
    boolean goesOn;
    synchronized (calls) {
      if (!calls.remove(call)) {
        return;
      }
      goesOn = call.isOverdue() && overdue-- == places;
      calls.notifyAll();
    }
    if (goesOn) {
      log.info("Plugin {} answers its gateway again", plugin);
    }
  }

  private Optional<CallbackResponse> enter(CallbackCall call) {
    boolean stuck;
    synchronized (calls) {
      if (closed) {
        return Optional.of(CLOSED);
      }
      if (calls.size() < places) {
        calls.add(call);
        return Optional.empty();
      }
      stuck = overdue == places;
    }
    if (!stuck) {
      crowded.log(
          more ->
              log.warn(
                  "Plugin {}: its gateway makes more than {} requests at a time; it is told to try again{}",
                  plugin,
                  places,
                  more));
    }
    return Optional.of(TOO_MANY);
  }

  private void expire(CallbackCall call) {
    if (!call.giveUp(TOO_LATE)) {
      return;
    }
    onOverdue.run();
    failures.failed(
        "request of the gateway: no answer within %s; it was interrupted"
            .formatted(PluginFinder.seconds(timeout)));
    boolean stuck;
    synchronized (calls) {
      stuck = calls.contains(call) && call.markOverdue() && ++overdue == places;
      calls.notifyAll();
    }
    if (stuck) {
      log.warn(
          "Plugin {}: all its {} threads hang in requests of its gateway, which is told to try again until one ends",
          plugin,
          places);
    }
  }

  private CallbackResponse fit(CallbackResponse response) {
    Optional<String> problem = CallbackAnswers.problem(response);
    if (problem.isPresent()) {
      failures.failed(
          "request of the gateway: it answered with %s; the gateway got 500"
              .formatted(problem.get()));
      return FAILED;
    }
    return CallbackAnswers.withoutServersOwn(response);
  }

  private CallbackResponse refused(SubmissionException e) {
    try {
      if (e.retryable()) {
        return NOT_TAKEN;
      }
      String reason = e.getMessage() == null ? "" : Texts.line(e.getMessage(), LONGEST_REASON);
      return CallbackResponse.text(422, (reason.isEmpty() ? "It was not taken" : reason) + "\n");
    } catch (Throwable broken) { // the exception may be a class of the vendor's
      failures.failed("request of the gateway: " + Problems.brief(broken));
      return FAILED;
    }
  }

  private void awaitIdle(Deadline deadline) {
    try {
      while (calls.size() > overdue && !deadline.left().isZero()) {
        TimeUnit.NANOSECONDS.timedWait(calls, deadline.left().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    synchronized (calls) {
      return closed;
    }
  }

  private static CallbackResponse later(String text) {
    return new CallbackResponse(
        503,
        Map.of("Content-Type", "text/plain; charset=utf-8", "Retry-After", "5"),
        (text + "\n").getBytes(UTF_8));
  }

  /** Threads that hand nothing of the server's on to the plugin. */
  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(null, work, name + "-" + count.incrementAndGet(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(CallbackDesk.class.getClassLoader());
      return thread;
    };
  }
}
