package org.messagingagent.client;

import jakarta.xml.bind.JAXBException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.messagingagent.wire.AuthenticateResponse;
import org.messagingagent.wire.AuthenticateUsernamePassword;
import org.messagingagent.wire.CreateMessage;
import org.messagingagent.wire.Namespaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does in the background, while a client is made, what the first call of a process would wait for:
 * the XML binding and the parser take some hundred milliseconds to load.
 */
final class WarmUp {

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final byte[] ANSWER =
      """
      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>\
      <AuthenticateResponse xmlns="%s"><Credentials><Ticket/></Credentials>\
      </AuthenticateResponse></s:Body></s:Envelope>"""
          .formatted(Namespaces.SERVICE)
          .getBytes(StandardCharsets.UTF_8);

  private WarmUp() {}

  static void run() {
    try {
      write(new AuthenticateUsernamePassword());
      Reply.read(ANSWER, Optional.empty(), "AuthenticateResponse", AuthenticateResponse.class);
      CreateMessage request = new CreateMessage();
      request.incomingMessage = new org.messagingagent.wire.IncomingMessage();
      write(request);
    } catch (XMLStreamException | JAXBException | RuntimeException | LinkageError e) {
      log.debug("Could not warm up; the first call will say why", e);
    }
  }

  private static void write(Object request) {
    EnvelopeWriter.write(
        SoapVersion.SOAP_1_1, Namespaces.SERVICE, Optional.empty(), Optional.empty(), request);
  }
}
