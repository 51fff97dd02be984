package org.messagingagent.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the application for the trace that a call belongs to, and lets pass what is one (W3C Trace
 * Context, W3C Baggage). A call never fails for its trace.
 */
record TraceContext(Supplier<Map<String, String>> source) {

  private static final Logger log = LoggerFactory.getLogger(TraceContext.class);
  private static final Pattern PARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");
  private static final Pattern VALUE = Pattern.compile("[ -~]{1,8192}");
  private static final Set<String> NAMES = Set.of("traceparent", "tracestate", "baggage");

  /** The headers for a call that begins now, in this thread. */
  Map<String, String> current() {
    try {
      Map<String, String> given = source.get();
      return given == null || given.isEmpty() ? Map.of() : headers(given);
    } catch (RuntimeException | LinkageError e) {
      log.warn("The source of trace contexts failed; the call is made without one", e);
      return Map.of();
    }
  }

  private static Map<String, String> headers(Map<String, String> given) {
    Map<String, String> headers = new HashMap<>();
    given.forEach(
        (name, value) -> {
          if (name != null
              && NAMES.contains(name)
              && value != null
              && VALUE.matcher(value).matches()) {
            headers.put(name, value);
          }
        });
    String parent = headers.get("traceparent");
    if (parent == null || !PARENT.matcher(parent).matches()) {
      headers.remove("traceparent");
      headers.remove("tracestate");
    }
    return headers;
  }
}
