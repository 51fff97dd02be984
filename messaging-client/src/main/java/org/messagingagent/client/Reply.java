package org.messagingagent.client;

import java.util.Optional;
import javax.xml.stream.XMLStreamException;

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
    Optional<ExceptionInfo> exceptionInfo,
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
  static <T> Reply<T> read(
      byte[] xml, Optional<String> charset, String name, ReplyBodies.Body<T> body)
      throws XMLStreamException {
    try (ReplyStream in = ReplyStream.of(xml, charset)) {
      Reply<T> reply = new Reader<>(in, name, body).read();
      in.keep();
      return reply;
    }
  }

  private static final class Reader<T> {
    private final ReplyStream in;
    private final String name;
    private final ReplyBodies.Body<T> body;
    private Optional<ExceptionInfo> exceptionInfo = Optional.empty();
    private boolean failed;

    Reader(ReplyStream in, String name, ReplyBodies.Body<T> body) {
      this.in = in;
      this.name = name;
      this.body = body;
    }

    Reply<T> read() throws XMLStreamException {
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
      nextStart();
      if (isSoap("Fault")) {
        return new Reply<>(Optional.of(readFault()), exceptionInfo, true, Optional.empty());
      }
      boolean expected = in.isService() && in.name().equals(name) && !in.isNil();
      return new Reply<>(
          Optional.empty(),
          exceptionInfo,
          failed,
          expected ? Optional.of(body.read(in)) : Optional.empty());
    }

    private void nextStart() throws XMLStreamException {
      in.next();
      toStart();
    }

    private void toStart() throws XMLStreamException {
      while (!in.isStart()) {
        if (!in.hasNext()) {
          throw new XMLStreamException("The answer has no SOAP Body with an element in it");
        }
        in.next();
      }
    }

    private void readHeader() throws XMLStreamException {
      if (in.isService() && in.name().equals("ExceptionInfo")) {
        readExceptionInfo();
      } else if (in.isService() && in.name().equals("Succeeded")) {
        String value = in.readText().strip();
        failed = value.equals("false") || value.equals("0");
      } else {
        in.skip();
      }
    }

    private void readExceptionInfo() throws XMLStreamException {
      Optional<ExceptionInfo> info = ExceptionInfo.read(in);
      if (info.isPresent()) {
        exceptionInfo = info;
      }
    }

    private Fault readFault() throws XMLStreamException {
      String code = "";
      String reason = "";
      in.next();
      while (!(in.isEnd() && isSoap("Fault"))) {
        if (!in.isStart()) {
          in.next();
        } else if (in.isService() && in.name().endsWith("ExceptionInfo")) {
          readExceptionInfo();
        } else if (in.name().equals("faultcode") || isSoap("Value") && code.isEmpty()) {
          code = in.readText().strip();
        } else if (in.name().equals("faultstring") || isSoap("Text") && reason.isEmpty()) {
          reason = in.readText().strip();
        } else {
          in.next();
        }
      }
      return new Fault(code.substring(code.indexOf(':') + 1), reason);
    }

    private boolean isSoap(String localName) {
      return in.name().equals(localName) && SoapVersion.isEnvelope(in.namespace());
    }
  }
}
