package org.messagingagent.plugin.httpsms;

/** How a text travels as SMS: in the GSM 7-bit alphabet (3GPP TS 23.038) or in UCS-2. */
final class SmsText {

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String EXTENSION = "^{}\\[~]|€\f";
  private static final int ONE_GSM = 160;
  private static final int PART_GSM = 153;
  private static final int ONE_UCS2 = 70;
  private static final int PART_UCS2 = 67;

  private SmsText() {}

  /** Whether the GSM 7-bit alphabet has all of it. */
  static boolean isGsm(String text) {
    return text.chars().allMatch(c -> septets((char) c) > 0);
  }

  /** How many SMS it takes; one where it is empty. */
  static int parts(String text) {
    boolean gsm = isGsm(text);
    int total = 0;
    int parts = 1;
    int used = 0;
    for (int i = 0; i < text.length(); ) {
      int chars = gsm ? 1 : Character.charCount(text.codePointAt(i));
      int size = gsm ? septets(text.charAt(i)) : chars;
      if (used + size > (gsm ? PART_GSM : PART_UCS2)) {
        // A pair of septets or surrogates is not torn apart.
        parts++;
        used = 0;
      }
      used += size;
      total += size;
      i += chars;
    }
    return total <= (gsm ? ONE_GSM : ONE_UCS2) ? 1 : parts;
  }

  private static int septets(char c) {
    return BASIC.indexOf(c) >= 0 ? 1 : EXTENSION.indexOf(c) >= 0 ? 2 : 0;
  }
}
