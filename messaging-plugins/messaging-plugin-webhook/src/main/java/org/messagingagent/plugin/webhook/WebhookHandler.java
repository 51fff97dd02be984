package org.messagingagent.plugin.webhook;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.PluginContext;

/** Posts messages to the receiver, and says what its answers mean. Called by several threads. */
final class WebhookHandler implements IncomingHandler {

  private final PluginContext context;
  private final Signer signer;
  private final ReceiverClient receiver;
  private final WebhookMetrics metrics;
  private volatile Health health = Health.up();

  WebhookHandler(
      PluginContext context, Signer signer, ReceiverClient receiver, WebhookMetrics metrics) {
    this.context = context;
    this.signer = signer;
    this.receiver = receiver;
    this.metrics = metrics;
  }

  @Override
  public HandleOutcome handle(IncomingMessage message)
      throws ReceiverAwayException, InterruptedException {
    byte[] body = Payload.body(message);
    try {
      return outcome(receiver.post(headers(Payload.id(message), body), body));
    } catch (ReceiverAwayException e) {
      health = Health.down(e.getMessage());
      throw e;
    }
  }

  private Map<String, String> headers(String id, byte[] body) {
    Instant now = context.clock().instant();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    headers.put("webhook-signature", signer.sign(id, now, body));
    context.traceParent().ifPresent(trace -> headers.put("traceparent", trace));
    return headers;
  }

  private HandleOutcome outcome(Answer answer) throws ReceiverAwayException {
    String words = answer.words(context.pluginName());
    return switch (answer.meaning()) {
      case TAKEN -> {
        health = Health.up();
        yield HandleOutcome.handled();
      }
      case GONE -> {
        health = Health.degraded(words);
        yield HandleOutcome.rejected(words);
      }
      case BUSY -> {
        metrics.busy();
        health = Health.degraded(words);
        yield answer
            .retryAfter(context.clock())
            .map(after -> HandleOutcome.retry(words, after))
            .orElseGet(() -> HandleOutcome.retry(words));
      }
      case NOT_TAKEN -> {
        health = Health.degraded(words);
        yield HandleOutcome.retry(words);
      }
      case CLOSED -> throw new ReceiverAwayException(words);
    };
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() throws IOException {
    receiver.close();
  }
}
