package org.messagingagent.client;

import java.util.Optional;
import java.util.function.Function;

/**
 * An operation of the contract with its arguments.
 *
 * @param reading makes the value of the reply's carrier; may throw a {@link
 *     MessagingClientException}
 */
record Operation<R, T>(
    Effect effect,
    Optional<String> key,
    Object request,
    Class<R> replyType,
    Function<R, T> reading) {

  String name() {
    return request.getClass().getSimpleName();
  }
}
