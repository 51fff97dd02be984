package org.messagingagent.server.plugin;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of a gateway, on its way through the plugin. It is answered once: by the plugin or,
 * where that takes too long, without it.
 */
final class CallbackCall implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(CallbackCall.class);

  private final CallbackDesk desk;
  private final CallbackRequest request;
  private final Consumer<CallbackResponse> gateway;
  private volatile Future<?> timer = CompletableFuture.completedFuture(null);
  private Optional<Thread> runner = Optional.empty();
  private boolean answered;
  private boolean overdue;

  CallbackCall(CallbackDesk desk, CallbackRequest request, Consumer<CallbackResponse> gateway) {
    this.desk = desk;
    this.request = request;
    this.gateway = gateway;
  }

  /** What is to be cancelled when the plugin answers; told before the call runs. */
  void timer(Future<?> scheduled) {
    timer = scheduled;
  }

  /** Calls the plugin, in this thread. */
  @Override
  public void run() {
    if (!begin()) {
      desk.leave(this);
      return;
    }
    CallbackResponse response;
    try {
      response = desk.respond(request);
    } catch (Throwable e) { // as where memory is short, down to the report of a failure
      response = CallbackDesk.FAILED;
    }
    boolean inTime = end();
    // The place is free before the gateway hears of it, which may call again at once.
    desk.leave(this);
    if (inTime) {
      timer.cancel(false);
      send(response);
    }
  }

  /** Answers without the plugin, and interrupts it; false where it has answered. */
  boolean giveUp(CallbackResponse response) {
    synchronized (this) {
      if (answered) {
        return false;
      }
      answered = true;
    }
    timer.cancel(false);
    send(response);
    interrupt();
    return true;
  }

  /** Interrupts the plugin where it is still at it. */
  synchronized void interrupt() {
    runner.ifPresent(Thread::interrupt);
  }

  /** That the call goes on past its time; false where it has ended. */
  synchronized boolean markOverdue() {
    overdue = runner.isPresent();
    return overdue;
  }

  synchronized boolean isOverdue() {
    return overdue;
  }

  private synchronized boolean begin() {
    if (answered) {
      return false;
    }
    runner = Optional.of(Thread.currentThread());
    return true;
  }

  /** Whether the plugin was in time. */
  private synchronized boolean end() {
    runner = Optional.empty();
    // An interrupt that comes late must not hit what this thread does next.
    Thread.interrupted();
    boolean inTime = !answered;
    answered = true;
    return inTime;
  }

  private void send(CallbackResponse response) {
    try {
      gateway.accept(response);
    } catch (RuntimeException | Error e) {
      log.error("A request of a gateway could not be answered", e);
    }
  }
}
