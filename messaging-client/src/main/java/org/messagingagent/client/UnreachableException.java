package org.messagingagent.client;

import java.util.Optional;

/**
 * No connection to the server came about within all attempts: nothing was sent to it, so the call
 * can be repeated safely once the server is there.
 */
public final class UnreachableException extends MessagingClientException {

  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    this(message, cause, Optional.empty());
  }

  private UnreachableException(String message, Throwable cause, Optional<String> idempotencyKey) {
    super(message, cause, idempotencyKey);
  }

  @Override
  UnreachableException under(Optional<String> key) {
    return new UnreachableException(getMessage(), getCause(), key);
  }
}
