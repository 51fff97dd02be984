package org.messagingagent.plugin.smtp;

import java.io.ByteArrayOutputStream;

/** The lines of a mail, in bytes. */
final class Lines {

  /** The longest line that servers have to take, without its end. */
  static final int LONGEST = 998;

  private Lines() {}

  /**
   * The same lines, each ending with CR LF, whatever ended it; the last one too. A lone CR or LF,
   * which some servers take for the end of a line and some do not, is left nowhere.
   */
  static byte[] withCrLf(byte[] bytes) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(bytes.length + 64);
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\r' || bytes[i] == '\n') {
        lines.write(bytes, start, i - start);
        end(lines);
        if (bytes[i] == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      lines.write(bytes, start, bytes.length - start);
      end(lines);
    }
    return lines.toByteArray();
  }

  private static void end(ByteArrayOutputStream lines) {
    lines.write('\r');
    lines.write('\n');
  }

  static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether it can go as it is: printable ASCII in lines that are not too long. */
  static boolean isSevenBit(byte[] lines) {
    for (byte b : lines) {
      if (b < 0x20 && b != '\r' && b != '\n' && b != '\t' || b == 0x7F) {
        return false;
      }
    }
    return longest(lines) <= LONGEST;
  }

  static boolean hasNul(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /** How long the longest line is, without its end. */
  static int longest(byte[] lines) {
    int longest = 0;
    int start = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\r' || lines[i] == '\n') {
        longest = Math.max(longest, i - start);
        start = i + 1;
      }
    }
    return Math.max(longest, lines.length - start);
  }
}
