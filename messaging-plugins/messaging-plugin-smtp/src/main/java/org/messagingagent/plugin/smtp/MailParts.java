package org.messagingagent.plugin.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a mail that came in; what is nested deeper than mails are is not looked at. */
final class MailParts {

  private static final int DEEPEST = 10;
  private static final int MOST = 200;

  private MailParts() {}

  /** The parts that are not made of parts themselves, in order. */
  static List<MimePart> leaves(MimePart whole) throws MessagingException {
    List<MimePart> leaves = new ArrayList<>();
    collect(whole, 0, leaves);
    return leaves;
  }

  private static void collect(MimePart part, int depth, List<MimePart> leaves)
      throws MessagingException {
    if (depth > DEEPEST || leaves.size() >= MOST) {
      return;
    }
    if (!part.isMimeType("multipart/*")) {
      leaves.add(part);
      return;
    }
    MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
    for (int i = 0; i < Math.min(parts.getCount(), MOST); i++) {
      if (parts.getBodyPart(i) instanceof MimePart inner) {
        collect(inner, depth + 1, leaves);
      }
    }
  }

  /** What people read in a mail: its text, else the text of its HTML, else nothing. */
  static String text(MimePart whole) throws MessagingException, IOException {
    List<MimePart> leaves = leaves(whole);
    Optional<MimePart> plain = first(leaves, Composer.PLAIN);
    if (plain.isPresent()) {
      return content(plain.get());
    }
    Optional<MimePart> html = first(leaves, Composer.HTML);
    return html.isPresent() ? Html.text(content(html.get())) : "";
  }

  private static Optional<MimePart> first(List<MimePart> leaves, String type)
      throws MessagingException {
    for (MimePart part : leaves) {
      if (part.isMimeType(type) && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /** The decoded content of a part, as text. */
  static String content(MimePart part) throws MessagingException, IOException {
    byte[] bytes;
    try (InputStream in = part.getInputStream()) {
      bytes = in.readAllBytes();
    }
    Optional<Charset> charset = charset(part);
    return charset.isPresent() ? new String(bytes, charset.get()) : Texts.decoded(bytes);
  }

  private static Optional<Charset> charset(MimePart part) throws MessagingException {
    String name = new ContentType(part.getContentType()).getParameter("charset");
    try {
      return Optional.ofNullable(name).map(MimeUtility::javaCharset).map(Charset::forName);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }
}
