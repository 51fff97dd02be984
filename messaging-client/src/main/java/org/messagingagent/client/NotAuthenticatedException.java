package org.messagingagent.client;

import java.util.Optional;

/**
 * The server does not accept the user and password, or the ticket. Nothing was stored and nothing
 * sent. Thrown after the client has tried a fresh ticket, where it has a password to get one.
 */
public final class NotAuthenticatedException extends MessagingClientException {

  private static final long serialVersionUID = 1L;

  NotAuthenticatedException(String message, Throwable cause) {
    this(message, cause, Optional.empty());
  }

  private NotAuthenticatedException(
      String message, Throwable cause, Optional<String> idempotencyKey) {
    super(message, cause, idempotencyKey);
  }

  @Override
  NotAuthenticatedException under(Optional<String> key) {
    return new NotAuthenticatedException(getMessage(), getCause(), key);
  }
}
