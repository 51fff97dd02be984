package org.messagingagent.plugin.discard;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers and counts. */
final class DiscardChannel implements IncomingHandler, ConfigurableSender {

  private static final Logger log = LoggerFactory.getLogger(DiscardChannel.class);

  private final Duration delay;
  private final int failEvery;
  private final LongAdder handled;
  private final LongAdder sent;
  private final AtomicLong handleCalls = new AtomicLong();
  private final AtomicLong sendCalls = new AtomicLong();

  DiscardChannel(Duration delay, int failEvery, LongAdder handled, LongAdder sent) {
    this.delay = delay;
    this.failEvery = failEvery;
    this.handled = handled;
    this.sent = sent;
  }

  @Override
  public HandleOutcome handle(IncomingMessage message) throws InterruptedException {
    pause();
    if (fails(handleCalls)) {
      return HandleOutcome.retry(
          "The discard plugin fails each call number %d".formatted(failEvery));
    }
    handled.increment();
    return HandleOutcome.handled();
  }

  @Override
  public SendOutcome send(OutgoingMessage message) throws InterruptedException {
    pause();
    if (fails(sendCalls)) {
      return SendOutcome.retry("The discard plugin fails each call number %d".formatted(failEvery));
    }
    sent.increment();
    return SendOutcome.sent("discard-" + message.messagingId());
  }

  @Override
  public SendOutcome send(OutgoingMessage message, Map<String, String> config)
      throws InterruptedException {
    return send(message);
  }

  @Override
  public void close() {
    log.info("Discarded {} incoming and {} outgoing messages", handled.sum(), sent.sum());
  }

  private void pause() throws InterruptedException {
    if (!delay.isZero()) {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    }
  }

  private boolean fails(AtomicLong calls) {
    return failEvery > 0 && calls.incrementAndGet() % failEvery == 0;
  }
}
