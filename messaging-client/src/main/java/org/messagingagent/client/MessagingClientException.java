package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * A call did not succeed. The subclass says what is known and what may be done next; the message is
 * a sentence for people that holds neither a message's content nor credentials.
 */
public abstract class MessagingClientException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Null where the call has none. */
  private final String idempotencyKey;

  MessagingClientException(String message, Throwable cause, Optional<String> idempotencyKey) {
    super(requireNonNull(message, "message is null"), cause);
    this.idempotencyKey = idempotencyKey.orElse(null);
  }

  /**
   * The key under which the call was made, where it was one that creates or sends. The same call
   * repeated under the same key within 24 hours is done once.
   */
  public final Optional<String> idempotencyKey() {
    return Optional.ofNullable(idempotencyKey);
  }

  /** The same failure, of a call that was made under this key, with the stack of who asks. */
  abstract MessagingClientException under(Optional<String> key);

  /** What failed, without the wrapping of futures. */
  static MessagingClientException from(Throwable failure) {
    if (failure instanceof MessagingClientException known) {
      return known;
    }
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return from(failure.getCause());
    }
    return new TryLaterException(
        "The call failed in the client: " + failure, failure, Optional.empty());
  }
}
