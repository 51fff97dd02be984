package org.messagingagent.plugin.httpsms;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.callback.AddressList;
import org.messagingagent.spi.callback.BasicAuthentication;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.messagingagent.spi.callback.HmacSignature;

/**
 * Tells the vendor from strangers by all that the settings name, and lets nobody in where they name
 * nothing. Immutable.
 *
 * @param pathSecret the first part of the path
 */
record Guard(
    Optional<String> pathSecret,
    Optional<QuerySecret> querySecret,
    Optional<BasicAuthentication> basic,
    Optional<Signature> signature,
    Optional<AddressList> addresses) {

  /** A secret in a parameter of the query. */
  record QuerySecret(String name, String value) {}

  /** A signature in a header. */
  record Signature(HmacSignature hmac, String header, SignedText signed) {}

  /** Whether anybody is let in. */
  boolean isSet() {
    return pathSecret.isPresent()
        || querySecret.isPresent()
        || basic.isPresent()
        || signature.isPresent()
        || addresses.isPresent();
  }

  /** Whether the request is the vendor's. */
  boolean admits(CallbackRequest request, Optional<URI> address) {
    return isSet()
        && addresses.map(list -> list.contains(request.remoteAddress())).orElse(true)
        && pathSecret.map(secret -> same(secret, firstPart(request.path()))).orElse(true)
        && querySecret.map(secret -> matches(secret, request)).orElse(true)
        && basic.map(credentials -> credentials.matches(request)).orElse(true)
        && signature.map(one -> matches(one, request, address)).orElse(true);
  }

  /** What of the request is certainly the vendor's. */
  CallbackRequest vouchedFor(CallbackRequest request) {
    return signature.map(one -> one.signed().covered(request)).orElse(request);
  }

  /** What a stranger gets. */
  CallbackResponse refusal() {
    return basic.map(BasicAuthentication::challenge).orElseGet(CallbackResponse::unauthorized);
  }

  /** The path without the secret. */
  String pathOf(CallbackRequest request) {
    String path = request.path();
    return pathSecret.isPresent() ? path.substring(firstPart(path).length() + 1) : path;
  }

  /** What the vendor has to call, below the plugin's address. */
  String addressOf(String path) {
    String query =
        querySecret.map(secret -> "?%s=%s".formatted(secret.name(), secret.value())).orElse("");
    return pathSecret.map(secret -> secret + path).orElse(path.substring(1)) + query;
  }

  /** Which means are used, for a log. */
  List<String> means() {
    return List.of(
            pathSecret.map(any -> "secret in the path"),
            querySecret.map(any -> "secret in the query"),
            basic.map(any -> "Basic"),
            signature.map(any -> "signature"),
            addresses.map(any -> "address"))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static boolean matches(QuerySecret secret, CallbackRequest request) {
    List<String> given = request.queryParameters().getOrDefault(secret.name(), List.of());
    return given.size() == 1 && same(secret.value(), given.get(0));
  }

  private static boolean matches(
      Signature signature, CallbackRequest request, Optional<URI> address) {
    if (signature.signed().needsAddress() && address.isEmpty()) {
      return false;
    }
    return signature
        .hmac()
        .matches(signature.signed().of(request, address), request.header(signature.header()));
  }

  private static String firstPart(String path) {
    int slash = path.indexOf('/', 1);
    return path.substring(1, slash < 0 ? path.length() : slash);
  }

  private static boolean same(String secret, String given) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Guard" + means();
  }
}
