package org.messagingagent.server.soap;

import static javax.xml.stream.XMLStreamConstants.END_DOCUMENT;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.agent.RepeatKey;
import org.messagingagent.wire.Namespaces;

/**
 * Reads a request up to the operation's element: which SOAP, which contract, which operation, and
 * what the headers say. What is known so far can be asked for at any time, so that a refusal is
 * answered in the caller's own versions. For one request, in one thread.
 */
final class RequestReader {

  private static final Map<String, Integer> NUMBERS = new HashMap<>();

  static {
    for (int number : Contract.NUMBERS) {
      NUMBERS.put(Namespaces.SERVICE_PREFIX + number, number);
    }
  }

  /** Headers that mean something here, and those of replies, which some callers send back. */
  private static final Set<String> KNOWN_HEADERS =
      Set.of(
          "ApplicationToken", "Credentials", "TimeZone", "ExceptionInfo", "ExtraInfo", "Succeeded");

  private static final Set<String> ADDRESSING =
      Set.of(
          "http://www.w3.org/2005/08/addressing",
          "http://schemas.xmlsoap.org/ws/2004/08/addressing");

  private static final int MAX_REPEAT_KEY = 255;

  private final SoapRequest request;
  private SoapVersion version;
  private int number;
  private Optional<Operation> operation = Optional.empty();
  private String applicationToken = "";
  private String ticket = "";
  private String messageId = "";

  /** What a header is refused for; thrown once the Body has told the contract to answer in. */
  private MessagingException refusedHeader;

  RequestReader(SoapRequest request) {
    this.request = request;
    this.version = SoapVersion.ofContentType(request.contentType());
    this.number = request.addressNumber();
  }

  /** The caller's SOAP version; before the envelope is read, by the Content-Type. */
  SoapVersion version() {
    return version;
  }

  /** The number of the caller's contract; before the body is read, by the address. */
  int number() {
    return number;
  }

  /** The operation, once it is known. */
  Optional<Operation> operation() {
    return operation;
  }

  /** Who calls, as far as the headers say. */
  Caller caller() {
    return new Caller(applicationToken, ticket, repeatKey());
  }

  /**
   * Reads up to the operation's element.
   *
   * @return the element, on its start
   */
  PayloadReader read(XmlReaders readers) {
    try {
      return read(readers.open(request.body(), request.contentType()));
    } catch (XMLStreamException e) {
      throw RefusedRequest.notWellFormed(e);
    }
  }

  private PayloadReader read(XMLStreamReader reader) throws XMLStreamException {
    Elements.nextTag(reader);
    readEnvelope(reader);
    boolean headerSeen = false;
    while (Elements.nextTag(reader) == START_ELEMENT) {
      if (!isSoap(reader)) {
        readHeader(reader); // published examples have headers right in the Envelope
      } else if (reader.getLocalName().equals("Header") && !headerSeen) {
        headerSeen = true;
        while (Elements.nextTag(reader) == START_ELEMENT) {
          readHeader(reader);
        }
      } else if (reader.getLocalName().equals("Body")) {
        return readBody(reader);
      } else {
        throw RefusedRequest.malformed(
            "The Envelope has an unexpected element '%s': it holds at most one Header, then a Body."
                .formatted(RefusedRequest.quoted(reader.getLocalName())));
      }
    }
    throw RefusedRequest.malformed("The Envelope has no Body: send one that holds an operation.");
  }

  private void readEnvelope(XMLStreamReader reader) {
    if (reader.getLocalName().equals("Envelope")) {
      for (SoapVersion candidate : SoapVersion.values()) {
        if (candidate.namespace().equals(reader.getNamespaceURI())) {
          version = candidate;
          return;
        }
      }
    }
    throw RefusedRequest.malformed(
        "The document is '%s' in namespace '%s', not a SOAP Envelope: send one of SOAP 1.1 or 1.2."
            .formatted(
                RefusedRequest.quoted(reader.getLocalName()),
                RefusedRequest.quoted(namespace(reader))));
  }

  private boolean isSoap(XMLStreamReader reader) {
    return version.namespace().equals(reader.getNamespaceURI());
  }

  private void readHeader(XMLStreamReader reader) throws XMLStreamException {
    String namespace = namespace(reader);
    String name = reader.getLocalName();
    boolean ours = NUMBERS.containsKey(namespace) && KNOWN_HEADERS.contains(name);
    if (!ours && mustUnderstand(reader)) {
      refuseToUnderstand(namespace, name);
    }
    if (ours && name.equals("ApplicationToken")) {
      applicationToken = firstOf(applicationToken, Elements.text(reader));
    } else if (ours && name.equals("Credentials")) {
      readCredentials(reader);
    } else if (name.equals("MessageID") && ADDRESSING.contains(namespace)) {
      messageId = firstOf(messageId, Elements.text(reader));
    } else {
      Elements.skip(reader);
    }
  }

  private void readCredentials(XMLStreamReader reader) throws XMLStreamException {
    String namespace = reader.getNamespaceURI();
    while (Elements.nextTag(reader) == START_ELEMENT) {
      if (!reader.getLocalName().equals("Ticket")) {
        Elements.skip(reader);
        continue;
      }
      String ticketNamespace = namespace(reader);
      String text = Elements.text(reader);
      if (ticketNamespace.equals(namespace)) {
        ticket = firstOf(ticket, text);
      } else if (!text.isEmpty()) {
        refuseTicket(ticketNamespace, namespace);
      }
    }
  }

  /** Passed over, it would leave the caller with a ticket that "is not there". */
  private void refuseTicket(String namespace, String expected) {
    if (refusedHeader == null) {
      refusedHeader =
          RefusedRequest.invalid(
              "Ticket",
              namespace,
              "The element Ticket in Credentials has the namespace '%s': it must have '%s'."
                  .formatted(RefusedRequest.quoted(namespace), expected));
    }
  }

  private static String firstOf(String first, String second) {
    return first.isEmpty() ? second : first;
  }

  private boolean mustUnderstand(XMLStreamReader reader) {
    if (reader.getAttributeCount() == 0) {
      return false;
    }
    String value = reader.getAttributeValue(version.namespace(), "mustUnderstand");
    return value != null
        && (value.strip().equals("1") || value.strip().equals("true"))
        && version.isForUs(reader.getAttributeValue(version.namespace(), version.roleAttribute()));
  }

  private void refuseToUnderstand(String namespace, String name) {
    if (refusedHeader != null) {
      return;
    }
    refusedHeader =
        new MessagingException(
            ErrorCode.MUST_UNDERSTAND,
            "The header '%s' in namespace '%s' is marked mustUnderstand, and is not known here: send"
                    .formatted(RefusedRequest.quoted(name), RefusedRequest.quoted(namespace))
                + " the request without it, or without the mark.",
            Map.of("Header", RefusedRequest.quoted(name)));
  }

  private PayloadReader readBody(XMLStreamReader reader) throws XMLStreamException {
    int event = Elements.nextTag(reader);
    if (event == START_ELEMENT) {
      number = NUMBERS.getOrDefault(namespace(reader), number); // for refusals, too
    }
    if (refusedHeader != null) {
      throw refusedHeader;
    }
    if (event == END_ELEMENT) {
      while (reader.next() != END_DOCUMENT) {
        // what is not well-formed is said first
      }
      throw RefusedRequest.malformed("The Body is empty: it must hold one operation.");
    }
    Operation found = operation(reader.getLocalName(), namespace(reader));
    operation = Optional.of(found);
    return new PayloadReader(reader, found.request());
  }

  private Operation operation(String name, String namespace) {
    if (!NUMBERS.containsKey(namespace)) {
      throw unknownOperation(
          name,
          "The Body holds '%s' in namespace '%s', which is no contract of this service: use '%s%d'."
              .formatted(
                  RefusedRequest.quoted(name),
                  RefusedRequest.quoted(namespace),
                  Namespaces.SERVICE_PREFIX,
                  number));
    }
    Optional<Operation> found = Operation.named(name);
    if (found.isEmpty() || !found.get().isIn(number)) {
      throw unknownOperation(
          name,
          "The service %s has no operation '%s' in Services%d: its WSDL at ?wsdl names them."
              .formatted(request.service().serviceName(), RefusedRequest.quoted(name), number));
    }
    if (found.get().service() != request.service()) {
      throw unknownOperation(
          name,
          "The service %s has no operation '%s': send it to %s.svc."
              .formatted(
                  request.service().serviceName(), name, found.get().service().serviceName()));
    }
    return found.get();
  }

  private static MessagingException unknownOperation(String name, String message) {
    return new MessagingException(
        ErrorCode.UNKNOWN_OPERATION, message, Map.of("Operation", RefusedRequest.quoted(name)));
  }

  private Optional<RepeatKey> repeatKey() {
    String idempotencyKey = request.idempotencyKey().map(String::strip).orElse("");
    if (idempotencyKey.length() > MAX_REPEAT_KEY) {
      throw RefusedRequest.invalid(
          "Idempotency-Key",
          idempotencyKey,
          "The Idempotency-Key has %d characters: send at most %d."
              .formatted(idempotencyKey.length(), MAX_REPEAT_KEY));
    }
    if (!idempotencyKey.isEmpty()) {
      return Optional.of(new RepeatKey(idempotencyKey, true));
    }
    if (messageId.isEmpty() || messageId.length() > MAX_REPEAT_KEY) {
      return Optional.empty();
    }
    return Optional.of(new RepeatKey(messageId, false));
  }

  private static String namespace(XMLStreamReader reader) {
    String namespace = reader.getNamespaceURI();
    return namespace == null ? "" : namespace;
  }
}
