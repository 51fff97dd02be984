package org.messagingagent.server.soap;

import java.util.Map;
import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamException;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.MessagingException;

/** Makes the refusals of requests that never reach the agent. */
final class RefusedRequest {

  private static final int QUOTED = 100;

  private RefusedRequest() {}

  static MessagingException malformed(String message) {
    return new MessagingException(ErrorCode.MALFORMED_REQUEST, message);
  }

  /** The parser refused it. What the parser says is not passed on: it may quote the request. */
  static MessagingException notWellFormed(XMLStreamException e) {
    Location location = e.getLocation();
    String where =
        location == null || location.getLineNumber() < 1
            ? ""
            : " (line %d, column %d)"
                .formatted(location.getLineNumber(), location.getColumnNumber());
    return malformed(
        "The request is not well-formed XML, or goes beyond the limits for XML%s: send XML 1.0 in"
                .formatted(where)
            + " the encoding that it declares, nested at most %d elements deep."
                .formatted(XmlReaders.MAX_DEPTH));
  }

  static MessagingException invalid(String field, String value, String message) {
    return new MessagingException(
        ErrorCode.INVALID_ARGUMENT, message, Map.of(field, quoted(value)));
  }

  /** As much of a value as fits into a message. */
  static String quoted(String value) {
    return Texts.start(value, QUOTED);
  }
}
