package org.messagingagent.client;

import java.util.Optional;

/**
 * What answered is not a messaging agent, or does not keep to the contract: a web page, a redirect,
 * an answer over the size limit. The message quotes the HTTP status and the address, which is most
 * likely wrong.
 */
public final class UnexpectedAnswerException extends MessagingClientException {

  private static final long serialVersionUID = 1L;

  UnexpectedAnswerException(String message, Throwable cause) {
    this(message, cause, Optional.empty());
  }

  private UnexpectedAnswerException(
      String message, Throwable cause, Optional<String> idempotencyKey) {
    super(message, cause, idempotencyKey);
  }

  @Override
  UnexpectedAnswerException under(Optional<String> key) {
    return new UnexpectedAnswerException(getMessage(), getCause(), key);
  }
}
