package org.messagingagent.plugin.smtp;

import java.util.Optional;
import org.messagingagent.spi.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the connections stand, for operators: a line in the log when that changes, and the plugin's
 * health. Safe for use by many threads.
 */
final class Standing {

  private static final Logger log = LoggerFactory.getLogger(Standing.class);

  private final MailHost server;
  private volatile boolean connectedOnce;
  private volatile Optional<String> sending = Optional.empty();
  private volatile Optional<String> reading = Optional.empty();

  Standing(MailHost server) {
    this.server = server;
  }

  /** The server takes mails. */
  synchronized void connected() {
    connectedOnce = true;
    if (sending.isPresent()) {
      sending = Optional.empty();
      log.info("Connected to {} again; mails are sent", server);
    }
  }

  /** There is no connection to the server. */
  synchronized void notConnected(String reason) {
    if (sending.isEmpty()) {
      log.warn("{}; mails are not sent until that is over", reason);
    }
    sending = Optional.of(reason);
  }

  /** Mail is read. */
  synchronized void reads() {
    if (reading.isPresent()) {
      reading = Optional.empty();
      log.info("Bounces and answers are read again");
    }
  }

  /** Mail cannot be read. */
  synchronized void doesNotRead(String reason) {
    if (reading.isEmpty()) {
      log.warn("Bounces and answers are not read: {}", reason);
    }
    reading = Optional.of(reason);
  }

  /** Whether there is reason to try to connect, though there is nothing to send. */
  boolean isInDoubt() {
    return !connectedOnce || sending.isPresent();
  }

  Health health() {
    Optional<String> noSending = sending;
    Optional<String> noReading = reading;
    if (noSending.isPresent()) {
      return Health.down(noSending.get());
    }
    if (noReading.isPresent()) {
      return Health.degraded("Bounces and answers are not read: " + noReading.get());
    }
    return connectedOnce
        ? Health.up("Connected to " + server)
        : Health.up("Not connected to %s yet".formatted(server));
  }
}
