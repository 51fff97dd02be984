package org.messagingagent.plugin.smtp;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;

/**
 * The header of a mail that is being made. Whatever is added stays in its own field: a value with a
 * line break or another control is refused. For one thread.
 */
final class HeaderLines {

  private static final String UTF_8 = "UTF-8";

  private final StringBuilder lines = new StringBuilder(600);

  /**
   * Adds a field as it is.
   *
   * @throws UnsendableException where the value has a control
   */
  HeaderLines add(String name, String value) throws UnsendableException {
    if (Texts.hasControl(value)) {
      throw new UnsendableException(
          "%s must not have line breaks or other control characters".formatted(name));
    }
    lines.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /** Adds a field of words, such as a subject: encoded where they are not ASCII, and folded. */
  HeaderLines addWords(String name, String words) throws UnsendableException {
    if (Texts.hasControl(words)) {
      throw new UnsendableException(
          "%s must not have line breaks or other control characters".formatted(name));
    }
    Texts.utf8(name, words);
    lines.append(name).append(": ").append(folded(name, encoded(words, false))).append("\r\n");
    return this;
  }

  /** Adds a field of one address. */
  HeaderLines addAddress(String name, MailAddress address) throws UnsendableException {
    if (address.name().isEmpty()) {
      return add(name, address.addrSpec());
    }
    Texts.utf8(name, address.name());
    lines
        .append(name)
        .append(": ")
        .append(encodedName(address.name()))
        .append("\r\n <")
        .append(address.addrSpec())
        .append(">\r\n");
    return this;
  }

  private static String encodedName(String name) {
    return Texts.isAscii(name)
        ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : encoded(name, true);
  }

  /** In lines of at most 76 characters, each but the first beginning with a space. */
  private static String encoded(String words, boolean phrase) {
    // What looks like an encoded word would be read as one.
    if (Texts.isAscii(words) && !words.contains("=?")) {
      return words;
    }
    try {
      return phrase
          ? MimeUtility.encodeWord(words, UTF_8, "B")
          : MimeUtility.encodeText(words, UTF_8, words.contains("=?") ? "B" : null);
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("The JDK lacks UTF-8", e);
    }
  }

  private static String folded(String name, String value) {
    return value.contains("\r\n") ? value : MimeUtility.fold(name.length() + 2, value);
  }

  /** The header so far, without the empty line that ends it. */
  byte[] bytes() {
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
