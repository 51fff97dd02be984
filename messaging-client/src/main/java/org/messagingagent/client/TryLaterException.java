package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * The server is busy or has a problem, in all attempts: the same call may succeed later. Repeat it
 * under the same {@link #idempotencyKey()} where it has one: what the server may have stored after
 * all is then not stored twice.
 */
public final class TryLaterException extends MessagingClientException {

  private static final long serialVersionUID = 1L;

  /** Null where the server did not say. */
  private final Duration retryAfter;

  TryLaterException(String message, Throwable cause, Optional<Duration> retryAfter) {
    this(message, cause, retryAfter, Optional.empty());
  }

  private TryLaterException(
      String message, Throwable cause, Optional<Duration> retryAfter, Optional<String> key) {
    super(message, cause, key);
    this.retryAfter = requireNonNull(retryAfter, "retryAfter is null").orElse(null);
  }

  /** The least time to wait, where the server said so (Retry-After, RFC 9110 section 10.2.3). */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  @Override
  TryLaterException under(Optional<String> key) {
    return new TryLaterException(getMessage(), getCause(), retryAfter(), key);
  }
}
