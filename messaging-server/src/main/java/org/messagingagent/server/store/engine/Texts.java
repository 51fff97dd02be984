package org.messagingagent.server.store.engine;

/** Cutting texts to what is kept of them. */
public final class Texts {

  private Texts() {}

  /** At most so many characters from its start, and no half of a surrogate pair. */
  public static String shorten(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(maxLength - 1));
    return text.substring(0, splitsPair ? maxLength - 1 : maxLength);
  }
}
