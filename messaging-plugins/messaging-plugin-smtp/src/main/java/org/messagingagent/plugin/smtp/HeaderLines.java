package org.messagingagent.plugin.smtp;

import jakarta.mail.internet.MimeUtility;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The header of a mail that is being made. Whatever is added stays in its own field: a value with a
 * line break or another control is refused. For one thread.
 */
final class HeaderLines {

  /** An encoded word has at most 75 characters, and one fits beside the field's name. */
  private static final int MOST_IN_A_WORD = 39;

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
    String value = isLegible(words) ? MimeUtility.fold(name.length() + 2, words) : encoded(words);
    lines.append(name).append(": ").append(value).append("\r\n");
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
    return isLegible(name)
        ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : encoded(name);
  }

  /** ASCII that nobody takes for something encoded. */
  private static boolean isLegible(String words) {
    return Texts.isAscii(words) && !words.contains("=?");
  }

  /** As encoded words (RFC 2047), one a line. */
  private static String encoded(String words) {
    StringBuilder lines = new StringBuilder();
    for (int start = 0; start < words.length(); ) {
      int end = start;
      int bytes = 0;
      while (end < words.length()) {
        int next = end + Character.charCount(words.codePointAt(end));
        bytes += words.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_IN_A_WORD) {
          break;
        }
        end = next;
      }
      byte[] part = words.substring(start, end).getBytes(StandardCharsets.UTF_8);
      lines
          .append(lines.isEmpty() ? "" : "\r\n ")
          .append("=?UTF-8?B?")
          .append(Base64.getEncoder().encodeToString(part))
          .append("?=");
      start = end;
    }
    return lines.toString();
  }

  /** The header so far, without the empty line that ends it. */
  byte[] bytes() {
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
