package org.messagingagent.server.support;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a request in a trace, as the header {@code traceparent} of W3C Trace Context tells
 * it.
 *
 * @param traceId 32 hexadecimal digits of lower case, not all 0
 * @param spanId 16 of them, not all 0
 * @param flags 2 of them; 01 where the trace is recorded
 */
public record TraceParent(String traceId, String spanId, String flags) {

  private static final int LENGTH = 55;
  private static final int MOST = 512;
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /**
   * Reads the header. One of a later version is read as far as version 00 goes, and of its flags
   * only the one that is known is kept.
   *
   * @return empty where it is not as the specification says; then there is no trace
   */
  public static Optional<TraceParent> parse(String header) {
    if (header.length() < LENGTH || header.length() > MOST) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(header);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean first = parts.group(1).equals("00");
    if (first && header.length() != LENGTH) {
      return Optional.empty();
    }
    boolean recorded = (Integer.parseInt(parts.group(4), 16) & 1) == 1;
    String flags = first ? parts.group(4) : recorded ? "01" : "00";
    return Optional.of(new TraceParent(parts.group(2), parts.group(3), flags));
  }

  /** The header, in version 00. */
  @Override
  public String toString() {
    return "00-" + traceId + "-" + spanId + "-" + flags;
  }
}
