package org.messagingagent.server.soap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.messagingagent.wire.Namespaces;

/** One request of each operation, in the shape of the published examples. */
final class Examples {

  private Examples() {}

  /** In SOAP 1.2 as published, or in SOAP 1.1 with the headers in a Header. */
  static String of(Operation operation, int number, SoapVersion version) {
    String published = published(operation, number);
    return switch (version) {
      case V1_1 -> asSoap11(published);
      case V1_2 -> published;
    };
  }

  /** SOAP 1.2, with headers right in the Envelope. */
  static String published(Operation operation, int number) {
    String name = "examples/%s.xml".formatted(operation.requestName());
    try (InputStream in = Examples.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace(Namespaces.SERVICE, Namespaces.SERVICE_PREFIX + number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String asSoap11(String example) {
    return example
        .replace(Endpoint.SOAP_12, Endpoint.SOAP_11)
        .replace("<m:ApplicationToken>", "<env:Header><m:ApplicationToken>")
        .replace("<env:Body>", "</env:Header><env:Body>");
  }
}
