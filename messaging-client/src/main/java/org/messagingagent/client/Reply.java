package org.messagingagent.client;

import jakarta.xml.bind.JAXBException;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.messagingagent.wire.SoExceptionInfo;

/**
 * A SOAP answer, taken apart.
 *
 * @param fault where the Body is a Fault
 * @param exceptionInfo from the Fault's detail or from the header
 * @param failed whether the header says {@code Succeeded} = false
 * @param body the operation's reply, where the Body holds it
 */
record Reply<T>(
    Optional<Fault> fault,
    Optional<SoExceptionInfo> exceptionInfo,
    boolean failed,
    Optional<T> body) {

  /** A Fault of SOAP 1.1 or 1.2: the local part of its code, and its reason. */
  record Fault(String code, String reason) {}

  /**
   * Reads a SOAP 1.1 or 1.2 envelope. Headers may stand in a Header or before the Body; namespaces,
   * not prefixes, count.
   *
   * @param name the local name of the reply element
   * @throws XMLStreamException where it is no such thing
   */
  static <T> Reply<T> read(byte[] xml, Optional<String> charset, String name, Class<T> type)
      throws XMLStreamException, JAXBException {
    return new Reader<>(ReplyStream.of(xml, charset), name, type).read();
  }

  private static final class Reader<T> {
    private final ReplyStream in;
    private final String name;
    private final Class<T> type;
    private Optional<SoExceptionInfo> exceptionInfo = Optional.empty();
    private boolean failed;

    Reader(ReplyStream in, String name, Class<T> type) {
      this.in = in;
      this.name = name;
      this.type = type;
    }

    Reply<T> read() throws XMLStreamException, JAXBException {
      nextStart();
      if (!isSoap("Envelope")) {
        throw new XMLStreamException("The answer is XML but no SOAP envelope");
      }
      nextStart();
      while (!isSoap("Body")) {
        if (isSoap("Header")) {
          in.next();
        } else {
          readHeader();
        }
        toStart();
      }
      in.next();
      toStart();
      if (isSoap("Fault")) {
        return new Reply<>(Optional.of(readFault()), exceptionInfo, true, Optional.empty());
      }
      Optional<T> body =
          in.isService() && in.getLocalName().equals(name)
              ? Optional.ofNullable(WireBinding.read(in, type))
              : Optional.empty();
      return new Reply<>(Optional.empty(), exceptionInfo, failed, body);
    }

    private void nextStart() throws XMLStreamException {
      in.next();
      toStart();
    }

    private void toStart() throws XMLStreamException {
      while (in.getEventType() != XMLStreamConstants.START_ELEMENT) {
        if (!in.hasNext()) {
          throw new XMLStreamException("The answer has no SOAP Body with an element in it");
        }
        in.next();
      }
    }

    private void readHeader() throws XMLStreamException, JAXBException {
      if (in.isService() && in.getLocalName().equals("ExceptionInfo")) {
        readExceptionInfo();
      } else if (in.isService() && in.getLocalName().equals("Succeeded")) {
        String value = in.readText().strip();
        failed = value.equals("false") || value.equals("0");
      } else {
        in.skip();
      }
    }

    private void readExceptionInfo() throws JAXBException {
      SoExceptionInfo info = WireBinding.read(in, SoExceptionInfo.class);
      if (info != null && (info.message != null || info.exceptionType != null)) {
        exceptionInfo = Optional.of(info);
      }
    }

    private Fault readFault() throws XMLStreamException, JAXBException {
      String code = "";
      String reason = "";
      in.next();
      while (!(in.isEndElement() && isSoap("Fault"))) {
        if (!in.isStartElement()) {
          in.next();
        } else if (in.isService() && in.getLocalName().endsWith("ExceptionInfo")) {
          readExceptionInfo();
        } else if (in.getLocalName().equals("faultcode") || isSoap("Value") && code.isEmpty()) {
          code = in.readText().strip();
        } else if (in.getLocalName().equals("faultstring") || isSoap("Text") && reason.isEmpty()) {
          reason = in.readText().strip();
        } else {
          in.next();
        }
      }
      return new Fault(code.substring(code.indexOf(':') + 1), reason);
    }

    private boolean isSoap(String localName) {
      return localName.equals(in.getLocalName()) && SoapVersion.isEnvelope(in.getNamespaceURI());
    }
  }
}
