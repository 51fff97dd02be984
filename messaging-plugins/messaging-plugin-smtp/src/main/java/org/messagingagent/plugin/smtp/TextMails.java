package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.angus.mail.util.QPEncoderStream;
import org.messagingagent.spi.OutgoingMessage;

/**
 * Mails of one text. The content is nothing but the body, whatever it looks like. Safe for use by
 * many threads.
 */
final class TextMails {

  static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  private static final String SEVEN_BIT = "7bit";
  private static final String QUOTED = "quoted-printable";
  private static final String BASE64 = "base64";
  private static final int LONGEST_SUBJECT = 500;

  private final Letterhead letterhead;
  private final MessageIds ids;
  private final Clock clock;

  TextMails(Letterhead letterhead, MessageIds ids, Clock clock) {
    this.letterhead = letterhead;
    this.ids = ids;
    this.clock = clock;
  }

  Mail plain(OutgoingMessage message, MailAddress from, MailAddress to, CallOptions options)
      throws UnsendableException {
    return mail(message, from, to, options, Composer.PLAIN, letterhead.subject());
  }

  /** The title of the page is the subject, where it has one and the call names none. */
  Mail html(OutgoingMessage message, MailAddress from, MailAddress to, CallOptions options)
      throws UnsendableException {
    String title = Html.title(message.content()).orElse(letterhead.subject());
    return mail(message, from, to, options, Composer.HTML, title);
  }

  private Mail mail(
      OutgoingMessage message,
      MailAddress from,
      MailAddress to,
      CallOptions options,
      String type,
      String defaultSubject)
      throws UnsendableException {
    byte[] content = Lines.withCrLf(Texts.utf8("The content", message.content()));
    Optional<String> session = Composer.session(message);
    String id = ids.of(message.messagingId(), session, from.domain());
    String subject = options.subject().orElse(defaultSubject);
    if (subject.length() > LONGEST_SUBJECT) {
      throw new UnsendableException(
          "The subject has more than %d characters".formatted(LONGEST_SUBJECT));
    }
    HeaderLines header =
        new HeaderLines()
            .add("Date", DATE.format(clock.instant().atZone(ZoneOffset.UTC)))
            .addAddress("From", from)
            .addAddress("To", to)
            .addWords("Subject", subject)
            .add("Message-ID", "<" + id + ">");
    Optional<MailAddress> replyTo = options.replyTo().or(letterhead::replyTo);
    if (replyTo.isPresent()) {
      header.addAddress("Reply-To", replyTo.get());
    }
    if (session.isPresent()) {
      String reference = "<" + ids.reference(session.get(), from.domain()) + ">";
      header.add("In-Reply-To", reference).add("References", reference);
    }
    String encoding = encoding(content);
    header
        .add("Auto-Submitted", "auto-generated")
        .add("MIME-Version", "1.0")
        .add("Content-Type", type + "; charset=" + (Lines.isAscii(content) ? "us-ascii" : "utf-8"))
        .add("Content-Transfer-Encoding", encoding);
    MailAddress sender = letterhead.returnPath().orElse(from);
    boolean utf8 =
        from.needsUtf8()
            || to.needsUtf8()
            || sender.needsUtf8()
            || replyTo.map(MailAddress::needsUtf8).orElse(false);
    return new Mail(
        sender,
        to,
        id,
        session.isPresent() ? Optional.empty() : Optional.of(id),
        whole(header.bytes(), content, encoding),
        utf8,
        false);
  }

  /** Text that goes as it is, that is legible when encoded, or that is not. */
  private static String encoding(byte[] content) {
    if (Lines.isSevenBit(content)) {
      return SEVEN_BIT;
    }
    int odd = 0;
    for (byte b : content) {
      if (b < 0x20 && b != '\r' && b != '\n') {
        odd++;
      }
    }
    return odd < content.length / 6 ? QUOTED : BASE64;
  }

  private static byte[] whole(byte[] header, byte[] content, String encoding) {
    ByteArrayOutputStream whole =
        new ByteArrayOutputStream(header.length + content.length + content.length / 2);
    whole.writeBytes(header);
    whole.writeBytes("\r\n".getBytes(US_ASCII));
    switch (encoding) {
      case BASE64 -> whole.writeBytes(Base64.getMimeEncoder().encode(content));
      case QUOTED -> writeQuoted(content, whole);
      default -> whole.writeBytes(content);
    }
    return Lines.withCrLf(whole.toByteArray());
  }

  private static void writeQuoted(byte[] content, OutputStream out) {
    try {
      OutputStream quoting = new QPEncoderStream(out);
      quoting.write(content);
      quoting.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
