package org.messagingagent.plugin.smtp;

import java.util.Optional;
import org.messagingagent.spi.SendOutcome;

/** What a server's reply means for a message. */
final class Verdicts {

  private static final int BAD_SEQUENCE = 503;

  private Verdicts() {}

  static SendOutcome of(Mail mail, Reply reply, Exchange exchange) {
    if (exchange.isDotSent() && reply.isPositive()) {
      SendOutcome sent = SendOutcome.sent(mail.id());
      return mail.newSession().map(sent::withSessionKey).orElse(sent);
    }
    String reason = reason(reply, exchange);
    if (reply.isTransient() || isNoMessagesFault(reply, exchange)) {
      return SendOutcome.retry(reason);
    }
    if (reply.isPermanent()) {
      return SendOutcome.rejected(reason);
    }
    return exchange.isDotSent() ? unknown(mail, reason) : SendOutcome.retry(reason);
  }

  /** The server may have the mail; a bounce or an answer that comes shows that it had. */
  static SendOutcome unknown(Mail mail, String reason) {
    return new SendOutcome(
        SendOutcome.Kind.UNKNOWN,
        Delivery.externalIds(mail),
        mail.newSession(),
        reason + ", after it had got the whole mail",
        Optional.empty());
  }

  private static boolean isNoMessagesFault(Reply reply, Exchange exchange) {
    // Some servers say 503 where a log-on is missing.
    return reply.isAboutAccount()
        || reply.code() == BAD_SEQUENCE && exchange.asked().equals("MAIL");
  }

  private static String reason(Reply reply, Exchange exchange) {
    return reply.code() == 0
        ? "The mail server answered what is not SMTP"
        : "The mail server answered %s to %s".formatted(reply.shown(), exchange.asked());
  }
}
