package org.messagingagent.server.http;

/**
 * Guesses from the first bytes of a request whether it sends messages, and so may take long. Only
 * the choice of a thread hangs on the guess: the SOAP endpoint reads the request properly.
 */
final class OperationPeek {

  private static final int FAR_ENOUGH = 16 * 1024;
  private static final byte[] BODY = {'B', 'o', 'd', 'y'};
  private static final byte[] SEND = {'S', 'e', 'n', 'd', 'M', 'e', 's', 's', 'a', 'g', 'e', 's'};

  private static final byte[] COMMENT = {'<', '!', '-', '-'};
  private static final byte[] COMMENT_END = {'-', '-', '>'};

  private OperationPeek() {}

  /** Whether the first element in the SOAP body begins with {@code SendMessages}. */
  static boolean sends(byte[] request) {
    int end = Math.min(request.length, FAR_ENOUGH);
    boolean inBody = false;
    for (int i = 0; i < end; i++) {
      if (request[i] != '<') {
        continue;
      }
      if (startsWith(request, i, COMMENT)) {
        i = endOfComment(request, i + COMMENT.length, end);
        continue;
      }
      if (!isNameStart(request, i + 1)) {
        continue;
      }
      int name = localName(request, i + 1, end);
      if (inBody) {
        return startsWith(request, name, SEND);
      }
      inBody = startsWith(request, name, BODY) && !isNameByte(request, name + BODY.length);
    }
    return false;
  }

  private static int endOfComment(byte[] request, int start, int end) {
    for (int i = start; i < end; i++) {
      if (startsWith(request, i, COMMENT_END)) {
        return i;
      }
    }
    return end;
  }

  private static int localName(byte[] request, int start, int end) {
    int local = start;
    for (int i = start; i < end && isNameByte(request, i); i++) {
      if (request[i] == ':') {
        local = i + 1;
      }
    }
    return local;
  }

  private static boolean startsWith(byte[] request, int at, byte[] what) {
    if (at + what.length > request.length) {
      return false;
    }
    for (int i = 0; i < what.length; i++) {
      if (request[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameStart(byte[] request, int at) {
    return isNameByte(request, at) && request[at] != '-' && request[at] != '.';
  }

  private static boolean isNameByte(byte[] request, int at) {
    if (at >= request.length) {
      return false;
    }
    byte b = request[at];
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b >= '0' && b <= '9'
        || b == ':'
        || b == '_'
        || b == '-'
        || b == '.'
        || b < 0;
  }
}
