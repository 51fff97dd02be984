package org.messagingagent.client;

import java.util.ArrayList;
import java.util.List;
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

  /**
   * A Fault of SOAP 1.1 or 1.2. What it does not give is empty.
   *
   * @param code the local part
   * @param subcode the local part, of SOAP 1.2
   * @param exceptionType in the detail that WCF writes, where it is let
   */
  record Fault(String code, String subcode, String reason, String exceptionType) {

    /** SOAP 1.1 has finer codes after a dot, such as {@code Server.Memory}. */
    String generalCode() {
      int dot = code.indexOf('.');
      return dot < 0 ? code : code.substring(0, dot);
    }

    boolean speaksOf(String word) {
      return code.equals(word) || subcode.equals(word);
    }
  }

  /**
   * Reads a SOAP 1.1 or 1.2 envelope. Headers may stand in a Header or before the Body; namespaces,
   * not prefixes, count.
   *
   * @param name the local name of the reply element
   * @throws XMLStreamException where it is no such thing
   */
  static <T> Reply<T> read(
      byte[] xml,
      Optional<String> charset,
      Deadline deadline,
      String name,
      ReplyBodies.Body<T> body)
      throws XMLStreamException {
    try (ReplyStream in = ReplyStream.of(xml, charset, deadline)) {
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

    /** What stands first counts: a detail may hold the Fault of another server. */
    private Fault readFault() throws XMLStreamException {
      List<String> codes = new ArrayList<>();
      String reason = "";
      String exceptionType = "";
      in.next();
      while (!(in.isEnd() && isSoap("Fault"))) {
        if (!in.isStart()) {
          in.next();
        } else if (in.isService() && in.name().endsWith("ExceptionInfo")) {
          readExceptionInfo();
        } else if (in.name().equals("faultcode") || isSoap("Value")) {
          codes.add(localPart(in.readText().strip()));
        } else if ((in.name().equals("faultstring") || isSoap("Text")) && reason.isEmpty()) {
          reason = in.readText().strip();
        } else if (in.name().equals("Type")
            && in.namespace().equals(Namespaces.WCF)
            && exceptionType.isEmpty()) {
          exceptionType = in.readText().strip();
        } else {
          in.next();
        }
      }
      return new Fault(
          codes.isEmpty() ? "" : codes.get(0),
          codes.size() < 2 ? "" : codes.get(1),
          reason,
          exceptionType);
    }

    private static String localPart(String qualified) {
      return qualified.substring(qualified.indexOf(':') + 1);
    }

    private boolean isSoap(String localName) {
      return in.name().equals(localName) && SoapVersion.isEnvelope(in.namespace());
    }
  }
}
