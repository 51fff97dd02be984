package org.messagingagent.plugin.smtp;

import java.util.regex.Pattern;

/**
 * What a mail server answered.
 *
 * @param code 200 to 599, or 0 where it was no answer of SMTP
 * @param text of all lines, the code of the first included; as sent
 */
record Reply(int code, String text) {

  private static final int LONGEST = 300;
  private static final Pattern REPEATED_CODE = Pattern.compile("[\\r\\n]+[0-9]{3}[ -]");

  static Reply of(int code, String text) {
    return new Reply(code >= 200 && code <= 599 ? code : 0, text == null ? "" : text);
  }

  boolean isPositive() {
    return code >= 200 && code < 300;
  }

  boolean isTransient() {
    return code >= 400 && code < 500;
  }

  boolean isPermanent() {
    return code >= 500;
  }

  /** Whether the server ends the connection with it. */
  boolean endsConnection() {
    return code == 421 || code == 0;
  }

  /** Whether it is the account that is refused, and no message's fault. */
  boolean isAboutAccount() {
    return code == 530 || code == 534 || code == 535 || code == 538;
  }

  /** On one line, for people. */
  String shown() {
    return Texts.oneLine(REPEATED_CODE.matcher(text).replaceAll(" "), LONGEST);
  }
}
