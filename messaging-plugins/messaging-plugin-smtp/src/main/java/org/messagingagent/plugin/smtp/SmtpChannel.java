package org.messagingagent.plugin.smtp;

import java.util.Map;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.UnsettledMessage;

/** The plugin at work. Called by several threads at once. */
final class SmtpChannel implements ConfigurableSender, ReconcilingSender {

  private final Composer composer;
  private final Delivery delivery;
  private final Standing standing;
  private final Sightings sightings;
  private final ConnectionPool pool;
  private final Watch watch;

  SmtpChannel(
      Composer composer,
      Delivery delivery,
      Standing standing,
      Sightings sightings,
      ConnectionPool pool,
      Watch watch) {
    this.composer = composer;
    this.delivery = delivery;
    this.standing = standing;
    this.sightings = sightings;
    this.pool = pool;
    this.watch = watch;
  }

  @Override
  public SendOutcome send(OutgoingMessage message) {
    return send(message, Map.of());
  }

  @Override
  public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
    Mail mail;
    try {
      mail = composer.compose(message, CallOptions.of(config));
    } catch (UnsendableException e) {
      return SendOutcome.rejected(e.getMessage());
    } catch (SubmissionException e) {
      return SendOutcome.retry("The server's store does not answer: " + e.getMessage());
    }
    return delivery.send(mail);
  }

  @Override
  public SendOutcome reconcile(UnsettledMessage message) {
    return sightings
        .of(message.messagingId())
        .map(SendOutcome::sent)
        .orElseGet(() -> SendOutcome.unknown("No bounce of it and no answer to it has come"));
  }

  @Override
  public Health health() {
    return standing.health();
  }

  @Override
  public void close() {
    pool.close();
    watch.close();
  }
}
