package org.messagingagent.server.outbox;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an operator of calls that go on though their time is over and they were interrupted. Safe
 * for use by many threads.
 */
final class OverdueLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OverdueLog.class);

  /** How long an interrupt may take to have its effect. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, DaemonThreads.named("send-overdue"), new ThreadPoolExecutor.DiscardPolicy());
  private final LogThrottle throttle = new LogThrottle(Duration.ofSeconds(1));

  /** Writes a line where the call still runs in a moment. */
  void watch(String plugin, Handover call) {
    timer.schedule(() -> look(plugin, call), MOMENT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(String plugin, Handover call) {
    if (call.hasEnded()) {
      return;
    }
    int others = call.items().size() - 1;
    throttle.log(
        suppressed ->
            log.warn(
                "Plugin {}: its call that sends message {}{} has run for {} and does not end, though"
                    + " it was interrupted; it keeps a thread of the plugin until it does{}",
                plugin,
                call.items().get(0).messagingId(),
                others == 0 ? "" : " and %d more".formatted(others),
                Spoken.time(call.age()),
                suppressed));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
