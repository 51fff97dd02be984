package org.messagingagent.client;

import java.util.regex.Pattern;

/** Words of a server, or of whatever answers in its place, as they may stand in a message. */
final class ServerText {

  private static final int LONGEST = 1000;

  /** A ticket or a ticket's like, which a server may quote when it refuses it. */
  private static final Pattern SECRET = Pattern.compile("\\b7[TPS]:[^\\s'\"<>]+");

  private ServerText() {}

  /** In one line, of a bounded length, without tickets. */
  static String shown(String text) {
    String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    String line =
        start
            .codePoints()
            .map(character -> Character.isISOControl(character) ? ' ' : character)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return SECRET.matcher(line.strip()).replaceAll("7T:...");
  }
}
