package org.messagingagent.plugin.httpsms;

/** How long a text may be. */
record TextLimits(int maxLength) {

  /** The format of a message that fits one SMS. */
  static final String ONE_SMS = "sms/160";

  /** The format of a message of any length. */
  static final String TEXT = "sms/text";

  void check(String content, String format) throws UnsendableException {
    if (content.length() > maxLength) {
      throw new UnsendableException(
          "content has %d characters, the vendor takes %d".formatted(content.length(), maxLength));
    }
    if (format.equals(ONE_SMS) && SmsText.parts(content) > 1) {
      throw new UnsendableException(
          "content does not fit one SMS: %s; use the format %s"
              .formatted(
                  SmsText.isGsm(content)
                      ? "160 characters, of which ^{}\\[~]|€ count twice"
                      : "70 characters, as not all are in the GSM 7-bit alphabet",
                  TEXT));
    }
  }
}
