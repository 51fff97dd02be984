package org.messagingagent.server.agent;

/**
 * The server could not find out in time whether it has stored the request, or was interrupted while
 * it sent messages. Repeat it under the same {@linkplain Caller#withIdempotencyKey idempotency
 * key}: then it counts once.
 */
public final class OutcomeUnknownException extends MessagingException {

  private static final long serialVersionUID = 1L;

  OutcomeUnknownException(String message) {
    super(ErrorCode.OUTCOME_UNKNOWN, message);
  }
}
