package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What goes wrong with a call, on demand: see {@link TestMessagingServer#nextCall(Fault)}. Each
 * says whether the call is done all the same, for that is what a caller's repeat is about.
 */
public final class Fault {

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern CODE = Pattern.compile("[A-Z_]{1,64}");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);

  /** What is done about a call. */
  sealed interface Kind {}

  /** It is not done, and refused in SOAP. */
  record Refusal(String code, String message, Optional<Duration> retryAfter, boolean wrapped)
      implements Kind {}

  /** It is not done, and gets this answer of HTTP. */
  record Plain(int status, Map<String, String> headers, String body) implements Kind {}

  /** It is done, and the answer is withheld for this long. */
  record Late(Duration delay) implements Kind {}

  /** Something happens to the connection. */
  enum Broken implements Kind {
    CUT_BEFORE,
    CUT_AFTER,
    CUT_IN_ANSWER,
    SILENT
  }

  private final String words;
  private final Kind kind;

  private Fault(String words, Kind kind) {
    this.words = words;
    this.kind = kind;
  }

  /**
   * Refused for good, and not done.
   *
   * @param code one of the codes of {@code docs/errors.md}, such as {@code PLUGIN_NOT_INSTALLED}
   * @param message for the caller
   */
  public static Fault rejected(String code, String message) {
    requireNonNull(message, "message is null");
    if (message.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n')) {
      throw new IllegalArgumentException("The message has a character that XML does not take");
    }
    if (!CODE.matcher(requireNonNull(code, "code is null")).matches()) {
      throw new IllegalArgumentException(
          "A code has capital letters and _, such as PLUGIN_NOT_INSTALLED; was '%s'"
              .formatted(code));
    }
    return refusal(code, message, Optional.empty());
  }

  /** Refused because the ticket does not hold any more, and not done. */
  public static Fault notAuthenticated() {
    return refusal(
        "NOT_AUTHENTICATED",
        "The ticket is unknown or has expired; log on for a new one",
        Optional.empty());
  }

  /** The server fails (code {@code INTERNAL_ERROR}), and the call is not done. */
  public static Fault serverError() {
    return refusal("INTERNAL_ERROR", "The service failed", Optional.empty());
  }

  /**
   * The server is busy (code {@code TRY_AGAIN}, HTTP status 503), and the call is not done.
   *
   * @param retryAfter goes out as the header Retry-After, in whole seconds
   */
  public static Fault tryLater(Duration retryAfter) {
    return refusal(
        "TRY_AGAIN",
        "The server has as many requests as it takes; nothing was stored or sent, try again later",
        Optional.of(checked(retryAfter)));
  }

  /** Something before the server, such as a load balancer, answers with a page; not done. */
  public static Fault http(int status) {
    return answer(
        status,
        Map.of("Content-Type", "text/html; charset=utf-8"),
        WITHOUT_BODY.contains(status)
            ? ""
            : "<html><body><h1>%d</h1></body></html>".formatted(status));
  }

  /** As {@link #http(int)}, with the header Retry-After in whole seconds. */
  public static Fault http(int status, Duration retryAfter) {
    Plain page = (Plain) http(status).kind;
    Map<String, String> headers = new LinkedHashMap<>(page.headers());
    headers.put("Retry-After", seconds(checked(retryAfter)));
    return answer(status, headers, page.body());
  }

  /**
   * Whatever else an answer may be; the call is not done.
   *
   * @param status 200 to 599
   * @param headers without a length
   * @param body goes out in UTF-8; empty for 204 and 304, which have none
   */
  public static Fault answer(int status, Map<String, String> headers, String body) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be 200 to 599, was " + status);
    }
    requireNonNull(headers, "headers is null").forEach(Fault::checkHeader);
    if (WITHOUT_BODY.contains(status) && !requireNonNull(body, "body is null").isEmpty()) {
      throw new IllegalArgumentException("An answer with status %d has no body".formatted(status));
    }
    return new Fault(
        "HTTP " + status,
        new Plain(status, Map.copyOf(headers), requireNonNull(body, "body is null")));
  }

  /** The call is done, and its answer comes so much later; at most an hour. */
  public static Fault slow(Duration delay) {
    Late late = new Late(checked(delay));
    return new Fault("the answer %d ms late".formatted(delay.toMillis()), late);
  }

  /** The call is done, and no answer ever comes: the connection stays open and silent. */
  public static Fault silent() {
    return new Fault("no answer, the call done", Broken.SILENT);
  }

  /** The connection is closed when the request has come, and the call is not done. */
  public static Fault cutBefore() {
    return new Fault("the connection cut, the call not done", Broken.CUT_BEFORE);
  }

  /** The call is done, and the connection is closed without an answer. */
  public static Fault cutAfter() {
    return new Fault("the connection cut, the call done", Broken.CUT_AFTER);
  }

  /** The call is done, and the connection is closed in the middle of the answer. */
  public static Fault cutInAnswer() {
    return new Fault("the connection cut within the answer, the call done", Broken.CUT_IN_ANSWER);
  }

  /**
   * The same refusal in the original service's convention: HTTP status 200, the operation's empty
   * answer, and the error in the header {@code ExceptionInfo}. Where the whole server speaks so
   * ({@link TestMessagingServerBuilder#wrapExceptions()}), refusals do without asking.
   *
   * @throws IllegalStateException where it is no refusal in SOAP
   */
  public Fault wrapped() {
    if (kind instanceof Refusal refusal) {
      return new Fault(
          words + ", wrapped",
          new Refusal(refusal.code(), refusal.message(), refusal.retryAfter(), true));
    }
    throw new IllegalStateException("'%s' is no refusal in SOAP".formatted(words));
  }

  Kind kind() {
    return kind;
  }

  static String seconds(Duration time) {
    return Long.toString(time.plusNanos(999_999_999).toSeconds());
  }

  /** What it is, in words. */
  @Override
  public String toString() {
    return words;
  }

  private static Fault refusal(String code, String message, Optional<Duration> retryAfter) {
    String after = retryAfter.map(time -> " after %s s".formatted(seconds(time))).orElse("");
    return new Fault(code + after, new Refusal(code, message, retryAfter, false));
  }

  private static Duration checked(Duration time) {
    if (requireNonNull(time, "time is null").isNegative() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("The time must be 0 to 1 h, was " + time);
    }
    return time;
  }

  private static void checkHeader(String name, String value) {
    if (!HEADER.matcher(name).matches()) {
      throw new IllegalArgumentException("'%s' is no name of a header".formatted(name.strip()));
    }
    if (value.chars().anyMatch(c -> c == '\r' || c == '\n')) {
      throw new IllegalArgumentException("The header %s has a line end".formatted(name));
    }
  }
}
