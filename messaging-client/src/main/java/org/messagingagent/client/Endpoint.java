package org.messagingagent.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The server as the client sees it: where it is, what is spoken there, and the way to it. */
final class Endpoint {

  private final Addresses addresses;
  private final SoapVersion version;
  private final Optional<String> applicationToken;
  private final Map<String, String> headers;
  private final Http http;
  private final Gate calls;
  private final KnownKeys keys = new KnownKeys();

  /** Log-ons don't wait behind calls, which wait for them. */
  private final Gate logOns = new Gate(1);

  /**
   * @param headers sent with each request
   */
  Endpoint(
      Addresses addresses,
      SoapVersion version,
      Optional<String> applicationToken,
      Map<String, String> headers,
      Http http,
      Gate calls) {
    this.addresses = addresses;
    this.version = version;
    this.applicationToken = applicationToken;
    this.headers = headers;
    this.http = http;
    this.calls = calls;
  }

  /** Whether the server does a call once that comes twice under one key, as far as it has said. */
  boolean knowsKeys() {
    return keys.known();
  }

  URI principal() {
    return addresses.principal();
  }

  /** An operation under a ticket, with these headers in addition. */
  <R> Exchange<R> exchange(
      Operation<R, ?> operation,
      String ticket,
      Map<String, String> more,
      Steps steps,
      Duration atMost) {
    SoapRequest<R> request =
        new SoapRequest<>(
            addresses.messaging(),
            version,
            addresses.namespace() + "/Messaging/" + operation.name(),
            operation.effect(),
            operation.key(),
            together(more),
            write(Optional.of(ticket), operation.request()),
            operation.name() + "Response",
            operation.reply());
    return new Exchange<>(request, http, calls, keys, steps, atMost);
  }

  Exchange<ReplyBodies.LoggedOn> logOn(EnvelopeWriter.Body request, Steps steps, Duration atMost) {
    SoapRequest<ReplyBodies.LoggedOn> out =
        new SoapRequest<>(
            addresses.principal(),
            version,
            addresses.namespace() + "/SoPrincipal/AuthenticateUsernamePassword",
            Effect.NONE,
            Optional.empty(),
            headers,
            write(Optional.empty(), request),
            "AuthenticateResponse",
            ReplyBodies::loggedOn);
    return new Exchange<>(out, http, logOns, keys, steps, atMost);
  }

  private Map<String, String> together(Map<String, String> more) {
    if (more.isEmpty()) {
      return headers;
    }
    Map<String, String> all = new java.util.HashMap<>(headers);
    all.putAll(more);
    return all;
  }

  private byte[] write(Optional<String> ticket, EnvelopeWriter.Body request) {
    return EnvelopeWriter.write(version, addresses.namespace(), applicationToken, ticket, request);
  }
}
