package org.messagingagent.server.plugin;

import org.messagingagent.server.support.XmlText;

/** Makes texts of unknown origin fit to be stored, sent and logged. */
final class Texts {

  private Texts() {}

  /** Whether XML 1.0 can carry each character of the text. */
  static boolean isXml(String text) {
    return XmlText.isFit(text);
  }

  /** The text without what XML 1.0 cannot carry, cut to a length. */
  static String xml(String text, int maxLength) {
    return XmlText.fit(text, maxLength);
  }

  /** The text as one line without control characters, cut to a length. */
  static String line(String text, int maxLength) {
    // A text beyond any use is cut first, so that the work stays bounded.
    String stripped = XmlText.strip(text, 4 * maxLength);
    return XmlText.cut(stripped.replaceAll("[\\s\\p{Cntrl}]+", " ").trim(), maxLength);
  }
}
