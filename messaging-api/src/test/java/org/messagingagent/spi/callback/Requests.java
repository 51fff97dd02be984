package org.messagingagent.spi.callback;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Requests as a gateway makes them. */
final class Requests {

  private Requests() {}

  static CallbackRequest withHeaders(Map<String, List<String>> headers) {
    return of("", headers, new byte[0]);
  }

  static CallbackRequest withQuery(String query) {
    return of(query, Map.of(), new byte[0]);
  }

  static CallbackRequest form(String contentType, String body) {
    return of(
        "",
        Map.of("content-type", List.of(contentType)),
        body.getBytes(StandardCharsets.ISO_8859_1));
  }

  static CallbackRequest of(String query, Map<String, List<String>> headers, byte[] body) {
    return new CallbackRequest(
        "POST", "/receipt", query, headers, body, InetAddress.getLoopbackAddress(), false);
  }
}
