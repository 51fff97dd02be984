package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

/**
 * By what a repeated request is recognised (contract, "Incoming": a repeat).
 *
 * @param value the key as the caller sent it, at most 255 characters
 * @param strict true for an {@code Idempotency-Key}: the same key with other arguments is an error;
 *     false for a WS-Addressing MessageID: with other arguments it is another request
 */
public record RepeatKey(String value, boolean strict) {

  public RepeatKey {
    requireNonNull(value, "value is null");
  }
}
