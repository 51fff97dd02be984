package org.messagingagent.plugin.smtp;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * One mail address. What is in it can be written into a header or a command as it is: it holds no
 * control, space, comma, quote or angle bracket.
 *
 * @param local before the @; a dot-atom, perhaps beyond ASCII
 * @param domain after the @; in ASCII
 * @param name of the person or thing; empty where there is none. Free of controls
 */
record MailAddress(String local, String domain, String name) {

  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_NAME = 200;
  private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";

  MailAddress {
    requireNonNull(local, "local is null");
    requireNonNull(domain, "domain is null");
    requireNonNull(name, "name is null");
  }

  /**
   * Reads one address: {@code ola@example.org}, {@code Ola Nordmann <ola@example.org>} or {@code
   * "Nordmann, Ola" <ola@example.org>}. Quoted local parts, comments, groups, routes, lists and
   * address literals are not taken.
   *
   * @throws UnsendableException says what is wrong with it, in words that follow its name
   */
  static MailAddress parse(String text) throws UnsendableException {
    if (text.length() > LONGEST_TEXT) {
      throw new UnsendableException("has more than %d characters".formatted(LONGEST_TEXT));
    }
    if (Texts.hasControl(text)) {
      throw new UnsendableException("has a line break or another control character");
    }
    String trimmed = text.strip();
    if (!trimmed.endsWith(">")) {
      return of(trimmed, "");
    }
    int open = trimmed.lastIndexOf('<');
    if (open < 0) {
      throw notOne();
    }
    return of(
        trimmed.substring(open + 1, trimmed.length() - 1),
        displayName(trimmed.substring(0, open).strip()));
  }

  private static MailAddress of(String address, String name) throws UnsendableException {
    int at = address.lastIndexOf('@');
    if (at <= 0) {
      throw notOne();
    }
    String local = address.substring(0, at);
    if (!isDotAtom(local)) {
      throw notOne();
    }
    if (local.getBytes(StandardCharsets.UTF_8).length > LONGEST_LOCAL) {
      throw new UnsendableException("has more than %d bytes before the @".formatted(LONGEST_LOCAL));
    }
    return new MailAddress(local, Domains.ascii(address.substring(at + 1)), name);
  }

  private static String displayName(String text) throws UnsendableException {
    String name = text;
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      name = unquoted(text.substring(1, text.length() - 1));
    } else if (text.chars().anyMatch(c -> "\"<>()[]:;@\\,".indexOf(c) >= 0)) {
      throw notOne();
    }
    if (name.length() > LONGEST_NAME) {
      throw new UnsendableException(
          "has a name of more than %d characters".formatted(LONGEST_NAME));
    }
    return name;
  }

  private static String unquoted(String text) throws UnsendableException {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' && ++i == text.length()) {
        throw notOne();
      }
      plain.append(text.charAt(i));
    }
    return plain.toString();
  }

  private static boolean isDotAtom(String local) {
    return !local.startsWith(".")
        && !local.endsWith(".")
        && !local.contains("..")
        && local.codePoints().allMatch(c -> c == '.' || isAtomText(c));
  }

  private static boolean isAtomText(int c) {
    if (c < 0x80) {
      return c >= '0' && c <= '9'
          || c >= 'A' && c <= 'Z'
          || c >= 'a' && c <= 'z'
          || ATEXT.indexOf(c) >= 0;
    }
    // Marks belong to letters in many scripts; spaces, formats and surrogates are none of these.
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  private static UnsendableException notOne() {
    return new UnsendableException("must be one mail address, such as ola@example.org");
  }

  /** The address alone, as it goes into a command. */
  String addrSpec() {
    return local + "@" + domain;
  }

  /** Whether it takes a server with SMTPUTF8. */
  boolean needsUtf8() {
    return !Texts.isAscii(local);
  }

  /** The address alone. */
  @Override
  public String toString() {
    return addrSpec();
  }
}
