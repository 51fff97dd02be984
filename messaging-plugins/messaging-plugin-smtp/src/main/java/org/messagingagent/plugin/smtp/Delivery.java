package org.messagingagent.plugin.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.messagingagent.spi.SendOutcome;

/**
 * Gives a mail to the server, and says what became of it. Until the dot that ends the content is
 * sent, the server certainly has no mail; from then on its answer alone decides. Safe for use by
 * many threads.
 */
final class Delivery {

  private final ConnectionPool pool;
  private final Watch watch;
  private final Duration timeout;
  private final boolean receipts;

  /**
   * @param timeout how long it may take in all
   * @param receipts whether servers are asked to report delivery
   */
  Delivery(ConnectionPool pool, Watch watch, Duration timeout, boolean receipts) {
    this.pool = pool;
    this.watch = watch;
    this.timeout = timeout;
    this.receipts = receipts;
  }

  SendOutcome send(Mail mail) {
    Deadline deadline = Deadline.in(timeout);
    boolean fresh = false;
    while (true) {
      try (ConnectionPool.Lease lease = pool.borrow(deadline, fresh)) {
        Exchange exchange = new Exchange(lease.connection(), mail, receipts);
        Optional<SendOutcome> outcome = attempt(lease, exchange, mail, deadline);
        if (outcome.isPresent()) {
          return outcome.get();
        }
        // The server had ended the connection while it was idle: the mail goes by a new one.
        fresh = true;
      } catch (ConnectFailedException e) {
        String reason = e.getMessage();
        return e.after()
            .filter(after -> !after.isZero())
            .map(after -> SendOutcome.retry(reason, after))
            .orElseGet(() -> SendOutcome.retry(reason));
      } catch (UnsendableException e) {
        return SendOutcome.rejected(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return SendOutcome.retry("The call was interrupted before the mail was sent");
      }
    }
  }

  /** Empty where a connection that was used before is dead, and the mail was not taken. */
  private Optional<SendOutcome> attempt(
      ConnectionPool.Lease lease, Exchange exchange, Mail mail, Deadline deadline)
      throws UnsendableException {
    Reply reply;
    try (Watch.Watched watched = lease.connection().cutAt(deadline, watch)) {
      check(lease.connection(), mail);
      reply = exchange.run();
      if (!reply.endsConnection() && (exchange.isDotSent() || exchange.reset())) {
        lease.keep();
      }
      watched.close();
    } catch (UnsendableException e) {
      lease.keep();
      throw e;
    } catch (LinkLostException e) {
      return exchange.isDotSent()
          ? Optional.of(Verdicts.unknown(mail, e.getMessage()))
          : again(lease, deadline, SendOutcome.retry(e.getMessage()));
    }
    boolean idleTooLong = reply.code() == 421 && !exchange.isDotSent();
    SendOutcome outcome = Verdicts.of(mail, reply, exchange);
    return idleTooLong ? again(lease, deadline, outcome) : Optional.of(outcome);
  }

  private static Optional<SendOutcome> again(
      ConnectionPool.Lease lease, Deadline deadline, SendOutcome otherwise) {
    boolean worthIt =
        lease.isReused() && !deadline.isOver() && !Thread.currentThread().isInterrupted();
    return worthIt ? Optional.empty() : Optional.of(otherwise);
  }

  private static void check(SmtpConnection connection, Mail mail) throws UnsendableException {
    if (mail.utf8() && !connection.supportsExtension("SMTPUTF8")) {
      throw new UnsendableException(
          "The mail server takes no addresses and headers beyond ASCII (it has no SMTPUTF8)");
    }
    if (mail.eightBit() && !connection.supportsExtension("8BITMIME")) {
      throw new UnsendableException(
          "The mail server takes no content beyond ASCII (it has no 8BITMIME); encode its parts as"
              + " quoted-printable or base64");
    }
    OptionalLong largest = connection.largest();
    if (largest.isPresent() && mail.bytes().length > largest.getAsLong()) {
      throw new UnsendableException(
          "The mail has %d bytes, and the mail server takes %d at most"
              .formatted(mail.bytes().length, largest.getAsLong()));
    }
  }

  /** The ids under which reports name a mail. */
  static List<String> externalIds(Mail mail) {
    return List.of(mail.id());
  }
}
