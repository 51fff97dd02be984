package org.messagingagent.server.soap;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.messagingagent.wire.Namespaces;

/** An endpoint before a recording agent, and the requests to try on it. */
final class Endpoint {

  static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
  static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
  static final String CREDENTIALS =
      "<c:ApplicationToken>app</c:ApplicationToken>"
          + "<c:Credentials><c:Ticket>7T:ticket</c:Ticket></c:Credentials>";

  final RecordingAgent agent = new RecordingAgent();
  private final SoapEndpoint endpoint;

  Endpoint() {
    this(false);
  }

  Endpoint(boolean wrapExceptions) {
    endpoint = new MetroSoapEndpoint(agent, agent, wrapExceptions);
  }

  SoapEndpoint soap() {
    return endpoint;
  }

  /** Asks Messaging in SOAP 1.1 and contract 87, prefix {@code c}. */
  Answer messaging(String operation) {
    return send(SoapService.MESSAGING, "text/xml; charset=utf-8", envelope(SOAP_11, 87, operation));
  }

  Answer messaging(int number, String operation) {
    return send(
        SoapService.MESSAGING, "text/xml; charset=utf-8", envelope(SOAP_11, number, operation));
  }

  /** Asks SoPrincipal in SOAP 1.1, prefix {@code c}. */
  Answer principal(int number, String operation) {
    return send(
        SoapService.SO_PRINCIPAL, "text/xml; charset=utf-8", envelope(SOAP_11, number, operation));
  }

  Answer send(SoapService service, String contentType, String xml) {
    return send(service, contentType, xml.getBytes(StandardCharsets.UTF_8));
  }

  Answer send(SoapService service, String contentType, byte[] body) {
    return send(new SoapRequest(service, 87, contentType, body, Optional.empty()));
  }

  Answer send(SoapRequest request) {
    return Answer.of(endpoint.answer(request));
  }

  static String envelope(String soap, int number, String operation) {
    return envelope(soap, number, CREDENTIALS, operation);
  }

  static String envelope(String soap, int number, String headers, String operation) {
    return """
        <?xml version="1.0" encoding="utf-8"?>
        <s:Envelope xmlns:s="%s" xmlns:c="%s" xmlns:a="%s" xmlns:i="%s">
          <s:Header>%s</s:Header>
          <s:Body>%s</s:Body>
        </s:Envelope>
        """
        .formatted(
            soap,
            Namespaces.SERVICE_PREFIX + number,
            Namespaces.ARRAYS,
            Answer.XSI,
            headers,
            operation);
  }

  static String createMessage(String members) {
    return "<c:CreateMessage><c:IncomingMessage>%s</c:IncomingMessage></c:CreateMessage>"
        .formatted(members);
  }
}
