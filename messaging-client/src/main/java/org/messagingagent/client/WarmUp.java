package org.messagingagent.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does in the background, while a client is made, what the first call of a process would wait for:
 * the XML parser takes a while to load.
 */
final class WarmUp {

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final byte[] ANSWER =
      """
      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>\
      <AuthenticateResponse xmlns="%s"><Credentials><Ticket/></Credentials>\
      </AuthenticateResponse></s:Body></s:Envelope>"""
          .formatted(Namespaces.SERVICE_PREFIX + 87)
          .getBytes(StandardCharsets.UTF_8);

  private WarmUp() {}

  static void run() {
    try {
      EnvelopeWriter.write(
          SoapVersion.SOAP_1_1,
          Namespaces.SERVICE_PREFIX,
          Optional.empty(),
          Optional.empty(),
          RequestBodies.logOn("", ""));
      Reply.read(
          ANSWER,
          Optional.of("UTF-8"),
          Deadline.in(Duration.ofMinutes(1)),
          "AuthenticateResponse",
          ReplyBodies::loggedOn);
    } catch (XMLStreamException | RuntimeException | LinkageError e) {
      log.debug("Could not warm up; the first call will say why", e);
    }
  }
}
