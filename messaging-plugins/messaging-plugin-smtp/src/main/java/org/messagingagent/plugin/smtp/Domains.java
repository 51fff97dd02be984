package org.messagingagent.plugin.smtp;

import java.net.IDN;
import java.util.regex.Pattern;

/** Domains of mail addresses, as they go over the wire: in ASCII. */
final class Domains {

  private static final int LONGEST = 253;
  private static final Pattern HOST =
      Pattern.compile(
          "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,126}");

  /** Written otherwise by the IDNA of 2008 than by that of 2003, which is the JDK's. */
  private static final Pattern AMBIGUOUS = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

  private Domains() {}

  /**
   * The domain in ASCII: {@code blåbær.example} is {@code xn--blbr-roah.example}.
   *
   * @throws UnsendableException where it is no domain, or one that two standards read as two
   */
  static String ascii(String domain) throws UnsendableException {
    if (AMBIGUOUS.matcher(domain).find()) {
      throw new UnsendableException(
          "has a domain that is read in two ways; write it in its form with xn--");
    }
    String ascii = toAscii(domain);
    if (ascii.length() > LONGEST || !HOST.matcher(ascii).matches()) {
      throw new UnsendableException("has no domain such as example.org after the @");
    }
    return ascii;
  }

  private static String toAscii(String domain) throws UnsendableException {
    if (domain.length() > LONGEST) {
      throw new UnsendableException("has a domain of more than %d characters".formatted(LONGEST));
    }
    try {
      return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException e) {
      throw new UnsendableException("has no domain such as example.org after the @");
    }
  }
}
