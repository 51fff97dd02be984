package org.messagingagent.plugin.smtp;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.messagingagent.spi.OutgoingMessage;

/** Makes mails of messages. Safe for use by many threads. */
final class Composer {

  static final String RFC822 = "smtp/rfc822";
  static final String PLAIN = "text/plain";
  static final String HTML = "text/html";

  private final Letterhead letterhead;
  private final TextMails texts;
  private final WholeMails wholes;

  Composer(Letterhead letterhead, MessageIds ids, Clock clock) {
    this.letterhead = letterhead;
    this.texts = new TextMails(letterhead, ids, clock);
    this.wholes = new WholeMails(letterhead, ids, clock);
  }

  /**
   * Makes the mail of a message.
   *
   * @throws UnsendableException where it can never be sent as it is
   * @throws org.messagingagent.spi.SubmissionException where the store does not answer
   */
  Mail compose(OutgoingMessage message, CallOptions options) throws UnsendableException {
    MailAddress to = address("To", message.to());
    Optional<MailAddress> from =
        message.from().isBlank() ? letterhead.from() : Optional.of(address("From", message.from()));
    Mail mail =
        switch (message.format().toLowerCase(Locale.ROOT)) {
          case "", PLAIN -> texts.plain(message, sender(from), to, options);
          case HTML -> texts.html(message, sender(from), to, options);
          case RFC822 -> whole(message, from, to, options);
          default ->
              throw new UnsendableException(
                  "The format must be %s, %s or %s".formatted(RFC822, PLAIN, HTML));
        };
    if (mail.bytes().length > letterhead.maxSize()) {
      throw new UnsendableException(
          "The mail has %d bytes, and the most is %d (%s)"
              .formatted(
                  mail.bytes().length,
                  letterhead.maxSize(),
                  letterhead.setting(Declarations.MAX_SIZE)));
    }
    return mail;
  }

  private Mail whole(
      OutgoingMessage message, Optional<MailAddress> from, MailAddress to, CallOptions options)
      throws UnsendableException {
    if (!options.equals(CallOptions.NONE)) {
      throw new UnsendableException(
          "A message in the format %s takes no configuration; its header says all"
              .formatted(RFC822));
    }
    return wholes.of(message, from, to);
  }

  private MailAddress sender(Optional<MailAddress> from) throws UnsendableException {
    return from.orElseThrow(
        () ->
            new UnsendableException(
                "From is empty, and %s is not set"
                    .formatted(letterhead.setting(Declarations.FROM))));
  }

  static MailAddress address(String what, String text) throws UnsendableException {
    try {
      return MailAddress.parse(text);
    } catch (UnsendableException e) {
      throw new UnsendableException(what + " " + e.getMessage());
    }
  }

  /** The session that a message is to be in. */
  static Optional<String> session(OutgoingMessage message) throws UnsendableException {
    Optional<String> key = message.suggestedSessionKey().filter(text -> !text.isEmpty());
    if (key.isPresent()) {
      Texts.utf8("The session key", key.get());
    }
    return key;
  }
}
