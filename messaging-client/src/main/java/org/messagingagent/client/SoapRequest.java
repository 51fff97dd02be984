package org.messagingagent.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it goes out.
 *
 * @param action the SOAPAction
 * @param key for the Idempotency-Key header
 * @param more further headers
 * @param body the envelope, in UTF-8
 * @param replyName the local name of the reply's element
 */
record SoapRequest<T>(
    URI address,
    SoapVersion version,
    String action,
    Effect effect,
    Optional<String> key,
    Map<String, String> more,
    byte[] body,
    String replyName,
    ReplyBodies.Body<T> reply) {

  HttpRequest.Builder http() {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address)
            .setHeader("Content-Type", version.contentType(action))
            .setHeader("Accept", "text/xml, application/soap+xml")
            .setHeader("SOAPAction", '"' + action + '"');
    key.ifPresent(value -> builder.setHeader("Idempotency-Key", value));
    more.forEach(builder::setHeader);
    return builder;
  }
}
