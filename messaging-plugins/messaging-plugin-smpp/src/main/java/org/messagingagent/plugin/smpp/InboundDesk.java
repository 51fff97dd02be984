package org.messagingagent.plugin.smpp;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.spi.SubmissionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the SMSC brings, in threads of its own, and answers when it is on disk. What it cannot
 * take now the SMSC is asked to bring again; where too much comes at once, it is told so.
 */
final class InboundDesk implements LinkListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InboundDesk.class);

  private static final int QUEUE = 1_000;
  private static final long DRAIN_MILLIS = 1_000;

  private final ReceiptBook book;
  private final IncomingMessages incoming;
  private final Figures figures;
  private final ThreadPoolExecutor threads;
  private final AtomicInteger failing = new AtomicInteger();

  /**
   * @param plugin the name under which the plugin runs
   */
  InboundDesk(
      String plugin, ReceiptBook book, IncomingMessages incoming, Figures figures, int threads) {
    this.book = book;
    this.incoming = incoming;
    this.figures = figures;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            work -> {
              Thread thread = new Thread(work, plugin + "-receive-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void received(SmscLink link, InboundPdu pdu) {
    try {
      threads.execute(() -> take(link, pdu));
    } catch (RejectedExecutionException e) {
      figures.deferred().increment();
      link.answer(pdu, threads.isShutdown() ? CommandStatus.TEMPORARY : CommandStatus.THROTTLED);
    }
  }

  @Override
  public void lost(SmscLink link, String reason) {
    incoming.lost(link);
  }

  /** How much waits to be taken. */
  int waiting() {
    return threads.getQueue().size();
  }

  /** Ends what is being taken; what waits is not answered, so the SMSC brings it again. */
  @Override
  public void close() {
    threads.shutdown();
    threads.getQueue().clear();
    try {
      if (!threads.awaitTermination(DRAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        threads.awaitTermination(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void take(SmscLink link, InboundPdu pdu) {
    int status;
    try {
      status = taken(link, pdu);
      works();
    } catch (SubmissionException e) {
      status = notTaken(e.getMessage(), e.retryable());
    } catch (RuntimeException e) { // whatever it is, the SMSC has to have an answer
      status = notTaken(BindException.reason(e), true);
    }
    link.answer(pdu, status);
  }

  private int taken(SmscLink link, InboundPdu pdu) {
    InboundSms sms = InboundReader.read(pdu).orElse(null);
    if (sms == null) {
      figures.unreadable().increment();
      log.warn("The SMSC sent something that cannot be read; it was refused");
      return CommandStatus.PERMANENT;
    }
    if (!sms.isReceipt()) {
      return incoming.take(link, sms);
    }
    ReceiptReader.read(sms)
        .ifPresentOrElse(
            book::receive,
            () -> {
              // Taken nevertheless: it would say no more when it came again.
              figures.unreadable().increment();
              log.warn("The SMSC sent a receipt that names no message or no state");
            });
    return CommandStatus.OK;
  }

  private int notTaken(String reason, boolean again) {
    figures.deferred().increment();
    if (failing.getAndIncrement() == 0) {
      log.warn(
          "What the SMSC brings is not taken: {}; {}",
          reason,
          again ? "it is asked to bring it again" : "it is refused");
    }
    return again ? CommandStatus.TEMPORARY : CommandStatus.PERMANENT;
  }

  private void works() {
    int failures = failing.get();
    if (failures > 0 && failing.compareAndSet(failures, 0)) {
      log.info("What the SMSC brings is taken again, after {} failures", failures);
    }
  }
}
