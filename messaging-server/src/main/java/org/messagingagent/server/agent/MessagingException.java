package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A request was refused; nothing was stored and nothing sent, and the same request would be refused
 * again. Only two kinds say otherwise: {@link TryAgainException} and {@link
 * OutcomeUnknownException}. The message goes to the caller: it says what happened, with the value,
 * and the way out, and holds no class name, SQL or path.
 */
public sealed class MessagingException extends RuntimeException
    permits TryAgainException, OutcomeUnknownException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, String> parameters;

  public MessagingException(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /**
   * @param parameters the offending fields and their values, as the caller named them
   */
  public MessagingException(ErrorCode code, String message, Map<String, String> parameters) {
    super(requireNonNull(message, "message is null"), null, false, false);
    this.code = requireNonNull(code, "code is null");
    this.parameters = Map.copyOf(parameters);
  }

  /** Why, as callers over a protocol see it. */
  public ErrorCode code() {
    return code;
  }

  /** The offending fields and their values; empty where there are none. */
  public Map<String, String> parameters() {
    return parameters == null ? Map.of() : parameters;
  }
}
