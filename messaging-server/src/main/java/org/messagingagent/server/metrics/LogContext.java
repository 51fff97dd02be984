package org.messagingagent.server.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.messagingagent.server.support.CurrentTrace;
import org.slf4j.MDC;

/**
 * What stands beside each line that this thread logs. Session keys are often telephone numbers, so
 * that only a short hash of them is written: enough to follow one conversation through the logs of
 * all nodes, and to look for the one whose key is known. So many keys share each of the four
 * thousand million values that it does not tell the key to who only has the log.
 */
final class LogContext {

  private static final String[] KEYS = {"message", "session", "plugin", "trace"};
  private static final int HASH_BYTES = 4;

  private final String[] before = new String[KEYS.length];
  private final String[] after;

  private LogContext(String... values) {
    for (int i = 0; i < KEYS.length; i++) {
      if (!values[i].isEmpty()) {
        before[i] = MDC.get(KEYS[i]);
        MDC.put(KEYS[i], values[i]);
      }
    }
    after = values;
  }

  /** Of work on one message; the trace is the thread's current one. */
  static LogContext ofMessage(String plugin, String messageId, String sessionKey) {
    return new LogContext(messageId, hash(sessionKey), plugin, trace());
  }

  /** Of a request. */
  static LogContext ofRequest() {
    return new LogContext("", "", "", trace());
  }

  /** What stood there before stands there again; to be called in the same thread. */
  void leave() {
    for (int i = 0; i < KEYS.length; i++) {
      if (before[i] != null) {
        MDC.put(KEYS[i], before[i]);
      } else if (!after[i].isEmpty()) {
        MDC.remove(KEYS[i]);
      }
    }
  }

  /** Eight hexadecimal digits; empty for none. */
  static String hash(String sessionKey) {
    if (sessionKey.isEmpty()) {
      return "";
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(sessionKey.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static String trace() {
    return CurrentTrace.get().map(parent -> parent.traceId()).orElse("");
  }
}
