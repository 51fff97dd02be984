package org.messagingagent.server.soap;

import java.util.Optional;

/**
 * A request to one of the services, as it came in.
 *
 * @param service by the address
 * @param addressNumber the contract number in the address, such as 87; the body's namespace decides
 *     which contract is spoken, this one is for faults to requests that name none
 * @param contentType the Content-Type header, empty where there is none
 * @param body the whole body; not changed, and not kept beyond the call
 * @param idempotencyKey the Idempotency-Key header
 */
public record SoapRequest(
    SoapService service,
    int addressNumber,
    String contentType,
    byte[] body,
    Optional<String> idempotencyKey) {}
