package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.spi.OutgoingMessage;

/**
 * Mails whose content is a whole message. Its header is kept as it is, so that a signature over it
 * still holds; what it names as receivers decides nothing. Safe for use by many threads.
 */
final class WholeMails {

  /** By which a bounce shows that a mail with an id of the caller's own was sent by us. */
  static final String PROOF = "X-Messaging-Proof";

  /** What other receivers must not see, and what receivers and we alone may write. */
  private static final Set<String> TAKEN_OUT =
      Set.of("bcc", "resent-bcc", "return-path", PROOF.toLowerCase(Locale.ROOT));

  /** With two of these, two readers see two mails. */
  private static final List<String> ONCE =
      List.of(
          "Date",
          "From",
          "Sender",
          "Reply-To",
          "To",
          "Cc",
          "Subject",
          "Message-ID",
          "In-Reply-To",
          "References",
          "MIME-Version",
          "Content-Type",
          "Content-Transfer-Encoding");

  private final Letterhead letterhead;
  private final MessageIds ids;
  private final Clock clock;

  WholeMails(Letterhead letterhead, MessageIds ids, Clock clock) {
    this.letterhead = letterhead;
    this.ids = ids;
    this.clock = clock;
  }

  Mail of(OutgoingMessage message, Optional<MailAddress> from, MailAddress to)
      throws UnsendableException {
    byte[] content = Lines.withCrLf(Texts.utf8("The content", message.content()));
    checkBytes(content);
    HeaderSection header = HeaderSection.of(content);
    for (String name : ONCE) {
      header.only(name);
    }
    Optional<HeaderSection.Field> fromField = header.only("From");
    MailAddress author =
        fromField.isPresent() && from.isEmpty() ? author(fromField.get()) : required(from);
    Optional<String> session = Composer.session(message);
    Optional<String> given = givenId(header);
    String id = given.orElseGet(() -> ids.of(message.messagingId(), session, author.domain()));
    HeaderLines added = new HeaderLines();
    if (given.isPresent()) {
      added.add(PROOF, ids.proof(message.messagingId(), id));
    } else {
      added.add("Message-ID", "<" + id + ">");
    }
    if (header.only("Date").isEmpty()) {
      added.add("Date", TextMails.DATE.format(clock.instant().atZone(ZoneOffset.UTC)));
    }
    if (fromField.isEmpty()) {
      added.addAddress("From", author);
    }
    boolean threads =
        header.only("References").isPresent() || header.only("In-Reply-To").isPresent();
    if (session.isPresent() && !threads) {
      String reference = "<" + ids.reference(session.get(), author.domain()) + ">";
      added.add("In-Reply-To", reference).add("References", reference);
    }
    String kept = header.without(TAKEN_OUT);
    MailAddress sender = letterhead.returnPath().orElse(author);
    return new Mail(
        sender,
        to,
        id,
        session.isPresent() ? Optional.empty() : Optional.of(newSession(header, id)),
        whole(kept, added, content, header.length()),
        !Texts.isAscii(kept) || to.needsUtf8() || sender.needsUtf8() || author.needsUtf8(),
        !isAscii(content, header.length()));
  }

  private static void checkBytes(byte[] content) throws UnsendableException {
    if (Lines.hasNul(content)) {
      throw new UnsendableException("The content has the character NUL, which mail cannot carry");
    }
    if (Lines.longest(content) > Lines.LONGEST) {
      throw new UnsendableException(
          "The content has a line of more than %d bytes; encode its part as quoted-printable or base64"
              .formatted(Lines.LONGEST));
    }
  }

  private MailAddress required(Optional<MailAddress> from) throws UnsendableException {
    return from.orElseThrow(
        () ->
            new UnsendableException(
                "From is empty, the header has no From, and %s is not set"
                    .formatted(letterhead.setting(Declarations.FROM))));
  }

  /** The envelope's sender, where the message names none: the first in the header's From. */
  private static MailAddress author(HeaderSection.Field field) throws UnsendableException {
    try {
      InternetAddress[] addresses = InternetAddress.parseHeader(field.value(), true);
      String first = addresses.length == 0 ? "" : addresses[0].getAddress();
      return Composer.address("The header field From", first == null ? "" : first);
    } catch (AddressException e) {
      throw new UnsendableException("The header field From must have one mail address at least");
    }
  }

  private static Optional<String> givenId(HeaderSection header) throws UnsendableException {
    Optional<HeaderSection.Field> field = header.only("Message-ID");
    if (field.isEmpty()) {
      return Optional.empty();
    }
    String value = field.get().value();
    List<String> ids = MessageIds.bracketed(value);
    if (ids.size() != 1 || !value.equals("<" + ids.get(0) + ">") || !MessageIds.isId(ids.get(0))) {
      throw new UnsendableException(
          "The header field Message-ID must be of the form <left@right>, with at most %d characters"
              .formatted(MessageIds.LONGEST));
    }
    return Optional.of(ids.get(0));
  }

  /** The first mail of the thread, as answers name it. */
  private String newSession(HeaderSection header, String id) throws UnsendableException {
    Optional<HeaderSection.Field> thread =
        header.only("References").or(() -> first(header, "In-Reply-To"));
    return thread
        .flatMap(field -> MessageIds.bracketed(field.value()).stream().findFirst())
        .map(root -> ids.session(root).orElse(root))
        .filter(root -> !root.isEmpty() && root.length() <= MessageIds.LONGEST)
        .orElse(id);
  }

  private static Optional<HeaderSection.Field> first(HeaderSection header, String name) {
    return header.fields().stream().filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
  }

  private static byte[] whole(String kept, HeaderLines added, byte[] content, int bodyAt) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(content.length + 1_000);
    whole.writeBytes(added.bytes());
    whole.writeBytes(kept.getBytes(UTF_8));
    whole.writeBytes("\r\n".getBytes(US_ASCII));
    whole.write(content, bodyAt, content.length - bodyAt);
    return whole.toByteArray();
  }

  private static boolean isAscii(byte[] content, int from) {
    for (int i = from; i < content.length; i++) {
      if (content[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
