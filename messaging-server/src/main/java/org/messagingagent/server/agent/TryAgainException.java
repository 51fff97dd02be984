package org.messagingagent.server.agent;

import java.util.Map;

/**
 * The server could not take the request now: it is busy, or its disk or database does not answer.
 * Nothing was stored and nothing sent; the same request may succeed in a moment.
 */
public final class TryAgainException extends MessagingException {

  private static final long serialVersionUID = 1L;

  TryAgainException(String message) {
    super(ErrorCode.TRY_AGAIN, message);
  }

  TryAgainException(String message, Map<String, String> parameters) {
    super(ErrorCode.TRY_AGAIN, message, parameters);
  }
}
