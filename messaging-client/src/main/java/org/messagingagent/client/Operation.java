package org.messagingagent.client;

import java.util.Optional;
import java.util.function.Function;

/**
 * An operation of the contract with its arguments.
 *
 * @param name as the contract has it
 * @param request writes the request
 * @param reply reads the reply
 * @param reading makes the value of what was read; may throw a {@link MessagingClientException}
 */
record Operation<R, T>(
    String name,
    Effect effect,
    Optional<String> key,
    EnvelopeWriter.Body request,
    ReplyBodies.Body<R> reply,
    Function<R, T> reading) {}
