package org.messagingagent.plugin.smtp;

import java.util.Optional;

/** What is said on a connection for one mail. For one thread. */
final class Exchange {

  private final SmtpConnection connection;
  private final Mail mail;
  private final boolean receipts;
  private boolean dotSent;
  private String asked = "MAIL";

  Exchange(SmtpConnection connection, Mail mail, boolean receipts) {
    this.connection = connection;
    this.mail = mail;
    this.receipts = receipts;
  }

  /** Sends the mail; answers the reply that decided. */
  Reply run() throws LinkLostException {
    Reply sender = connection.command(mailFrom());
    if (!sender.isPositive()) {
      return sender;
    }
    asked = "RCPT";
    Reply recipient = connection.command(rcptTo());
    if (!recipient.isPositive()) {
      return recipient;
    }
    asked = "DATA";
    Optional<Reply> refused = connection.refusesData();
    if (refused.isPresent()) {
      return refused.get();
    }
    asked = "content";
    connection.write(mail.bytes());
    dotSent = true;
    return connection.command(".");
  }

  /** Whether the server may have the mail. */
  boolean isDotSent() {
    return dotSent;
  }

  /** What the last reply was the answer to. */
  String asked() {
    return asked;
  }

  /** Makes the connection ready for another mail after a reply that was a no. */
  boolean reset() throws LinkLostException {
    return connection.command("RSET").isPositive();
  }

  private String mailFrom() {
    StringBuilder line = new StringBuilder("MAIL FROM:<").append(mail.sender()).append('>');
    if (connection.supportsExtension("SIZE")) {
      line.append(" SIZE=").append(mail.bytes().length);
    }
    if (mail.eightBit()) {
      line.append(" BODY=8BITMIME");
    }
    if (mail.utf8()) {
      line.append(" SMTPUTF8");
    }
    if (reportsDelivery()) {
      line.append(" RET=HDRS");
    }
    return line.toString();
  }

  private String rcptTo() {
    return "RCPT TO:<%s>%s"
        .formatted(mail.recipient(), reportsDelivery() ? " NOTIFY=SUCCESS,FAILURE" : "");
  }

  private boolean reportsDelivery() {
    return receipts && connection.supportsExtension("DSN");
  }
}
