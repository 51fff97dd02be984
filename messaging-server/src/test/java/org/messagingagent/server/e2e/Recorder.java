package org.messagingagent.server.e2e;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** What a plugin got. It handles all, and sends as it is told. */
final class Recorder implements IncomingHandler, ConfigurableSender {

  private static final long LIMIT_SECONDS = 30;

  final BlockingQueue<IncomingMessage> handled = new LinkedBlockingQueue<>();
  final BlockingQueue<OutgoingMessage> sent = new LinkedBlockingQueue<>();
  final BlockingQueue<Map<String, String>> configs = new LinkedBlockingQueue<>();
  private volatile Function<OutgoingMessage, SendOutcome> sending =
      message -> SendOutcome.sent(externalId(message));

  /** The id under which it sends a message, unless it is told otherwise. */
  static String externalId(OutgoingMessage message) {
    return "ext-" + message.messagingId();
  }

  /** Has the gateway behave like this. */
  void sendLike(Function<OutgoingMessage, SendOutcome> gateway) {
    sending = gateway;
  }

  @Override
  public HandleOutcome handle(IncomingMessage message) {
    handled.add(message);
    return HandleOutcome.handled();
  }

  @Override
  public SendOutcome send(OutgoingMessage message) {
    sent.add(message);
    return sending.apply(message);
  }

  @Override
  public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
    configs.add(config);
    return send(message);
  }

  @Override
  public void close() {}

  /** The next of these; waits for it. */
  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("Nothing came within %d s".formatted(LIMIT_SECONDS));
    }
    return next;
  }
}
