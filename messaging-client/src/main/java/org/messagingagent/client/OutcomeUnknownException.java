package org.messagingagent.client;

import java.util.Optional;

/**
 * The request was sent and no usable answer came back, in all attempts: a message may have been
 * stored or sent, or not. To find out safely, make the same call under the same {@link
 * #idempotencyKey()}: a server of this project then does it at most once. Calls that change nothing
 * when they are done twice fail with a {@link TryLaterException} in its place.
 */
public final class OutcomeUnknownException extends MessagingClientException {

  private static final long serialVersionUID = 1L;

  OutcomeUnknownException(String message, Throwable cause) {
    this(message, cause, Optional.empty());
  }

  private OutcomeUnknownException(
      String message, Throwable cause, Optional<String> idempotencyKey) {
    super(message, cause, idempotencyKey);
  }

  @Override
  OutcomeUnknownException under(Optional<String> key) {
    return new OutcomeUnknownException(getMessage(), getCause(), key);
  }
}
