package org.messagingagent.server.outbox;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.Refusal;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that send through one running plugin, and the calls that are under way on them. Safe
 * for use by many threads.
 */
final class SendThreads {

  /** What became of messages where the server itself could not go on. */
  static final String FAILED = "the server failed while the message was being sent";

  private static final Logger log = LoggerFactory.getLogger(SendThreads.class);
  private static final long IDLE_THREAD_SECONDS = 30;
  private static final long LOOK_MILLIS = 10;
  private static final Optional<Refusal> STOPPED =
      Optional.of(new Refusal(Refusal.Kind.STOPPING, "it is being stopped", Optional.empty()));

  private final InstalledPlugin plugin;
  private final OverdueLog overdueLog;
  private final ThreadPoolExecutor threads;
  private final Map<Handover, SendCall> underWay = new ConcurrentHashMap<>();
  private final LogThrottle throttle = new LogThrottle(Duration.ofSeconds(1));
  private volatile boolean stopped;

  SendThreads(InstalledPlugin plugin, OverdueLog overdueLog) {
    this.plugin = plugin;
    this.overdueLog = overdueLog;
    this.threads =
        new ThreadPoolExecutor(
            plugin.limits().sendConcurrency(),
            plugin.limits().sendConcurrency(),
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("send-" + plugin.name()));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Has a thread do this when one is free; false where none can be had. */
  boolean execute(Runnable work) {
    try {
      threads.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    } catch (OutOfMemoryError e) {
      throttle.log(
          suppressed ->
              log.warn(
                  "A thread for plugin {} could not be started: {}{}",
                  plugin.name(),
                  e.getMessage(),
                  suppressed));
      return false;
    }
  }

  /** Forgets one of these that waits for a thread; false where none does. */
  boolean forget(Runnable work) {
    return threads.remove(work);
  }

  /** What keeps the plugin from being called for longer than a moment. */
  Optional<Refusal> closed() {
    return stopped ? STOPPED : plugin.sending().closed();
  }

  /**
   * Asks for a call of the plugin, made by this thread.
   *
   * @return why not now; empty where it is under way from here to {@link #leave}
   */
  Optional<Refusal> enter(Handover handover, SendCall call) {
    // Known before the gate is asked: who stops the plugin closes the gate and then looks here.
    underWay.put(handover, call);
    Optional<Refusal> refusal = stopped ? STOPPED : plugin.sending().enter(handover.items().size());
    if (refusal.isPresent()) {
      underWay.remove(handover);
    }
    return refusal;
  }

  /** The call has had its time. */
  void expire(Handover handover) {
    handover.expire(plugin.sending());
    overdueLog.watch(plugin.name(), handover);
  }

  /** The call has ended. */
  void leave(Handover handover, boolean failed) {
    underWay.remove(handover);
    handover.end(plugin.sending(), failed);
  }

  /** The server failed around a call; logs it, and answers what that makes of its messages. */
  SendOutcome failed(Throwable e) {
    throttle.log(
        suppressed ->
            log.warn(
                "Messages of plugin {} were not sent well: {}{}", plugin.name(), e, suppressed));
    return SendOutcome.unknown(FAILED);
  }

  /** Whether one of the calls hands over this message. */
  boolean hasUnderWay(int messagingId) {
    return underWay.keySet().stream()
        .flatMap(handover -> handover.items().stream())
        .anyMatch(item -> item.messagingId() == messagingId);
  }

  /** Begins no more calls. */
  void stopTaking() {
    stopped = true;
    threads.shutdown();
  }

  /** Waits for the calls that run in time, at most so long. */
  void awaitCalls(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (underWay.keySet().stream().anyMatch(handover -> !handover.isOverdue())
        && System.nanoTime() - deadline < 0) {
      threads.awaitTermination(LOOK_MILLIS, MILLISECONDS);
    }
  }

  /** Gives up on the calls that still run, and lets go of the threads. */
  void abandon() {
    underWay.forEach(
        (handover, call) -> call.abandon(handover, "the plugin was stopped before it answered"));
    threads.shutdownNow();
  }

  /** Gives the interrupted calls until then to end. */
  void awaitEnd(long deadlineNanos) throws InterruptedException {
    threads.awaitTermination(deadlineNanos - System.nanoTime(), NANOSECONDS);
  }
}
