package org.messagingagent.server.soap;

import com.ctc.wstx.stax.WstxOutputFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.wire.Namespaces;

/**
 * Writes replies in the caller's SOAP version and contract: the envelope, the four headers in the
 * contract's order (three in Services73), and the Body. Safe for use by many threads.
 */
final class ReplyWriter {

  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final int TYPICAL_SIZE = 1024;
  private static final int MAX_MESSAGE = 2000;
  private static final int MAX_PARAMETER = 500;

  private final XMLOutputFactory factory;
  private final Map<Dialect, Envelope> envelopes = new ConcurrentHashMap<>();

  ReplyWriter() {
    factory = new WstxOutputFactory();
    factory.setProperty(XMLOutputFactory.IS_REPAIRING_NAMESPACES, false);
  }

  /** Writes the element in a Body. */
  interface Payload {
    void writeTo(XMLStreamWriter writer) throws XMLStreamException;
  }

  /** In what a reply is written. */
  record Dialect(SoapVersion version, int number) {

    String namespace() {
      return Namespaces.SERVICE_PREFIX + number;
    }

    boolean hasExtraInfo() {
      return number > 73;
    }
  }

  /**
   * Why a request was refused, as it goes to the caller: in texts that XML can hold, and not longer
   * than somebody would read.
   */
  record Refusal(
      ErrorCode code, String message, Map<String, String> parameters, SoapService source) {

    Refusal {
      message = Texts.write(Texts.start(message, MAX_MESSAGE));
      Map<String, String> readable = new TreeMap<>();
      parameters.forEach(
          (name, value) ->
              readable.put(
                  Texts.write(Texts.start(name, MAX_PARAMETER)),
                  Texts.write(Texts.start(value, MAX_PARAMETER))));
      parameters = Collections.unmodifiableMap(readable);
    }
  }

  /** The reply of an operation. */
  SoapReply success(Dialect dialect, Payload payload) throws XMLStreamException {
    Envelope envelope = envelopes.computeIfAbsent(dialect, Envelope::of);
    ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_SIZE);
    out.writeBytes(envelope.start());
    XMLStreamWriter writer = factory.createXMLStreamWriter(out, "UTF-8");
    payload.writeTo(new NamespaceWriter(writer, dialect.namespace()));
    writer.close();
    out.writeBytes(envelope.end());
    return reply(dialect, 200, out);
  }

  /** A Fault, with the same exception info in its header and in its detail. */
  SoapReply fault(Dialect dialect, int status, Refusal refusal) throws XMLStreamException {
    return refusal(dialect, status, refusal, writer -> writeFault(writer, dialect, refusal));
  }

  /** The empty reply of an operation, with the exception info in its header. */
  SoapReply wrapped(Dialect dialect, Operation operation, Refusal refusal)
      throws XMLStreamException {
    return refusal(
        dialect,
        200,
        refusal,
        writer -> {
          writer.writeStartElement(operation.replyName());
          writer.writeDefaultNamespace(dialect.namespace());
          writer.writeEndElement();
        });
  }

  private SoapReply refusal(Dialect dialect, int status, Refusal refusal, Payload body)
      throws XMLStreamException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_SIZE);
    XMLStreamWriter writer = factory.createXMLStreamWriter(out, "UTF-8");
    writer.writeStartElement("s", "Envelope", dialect.version().namespace());
    writer.writeNamespace("s", dialect.version().namespace());
    writer.writeNamespace("i", XSI);
    writer.writeStartElement("s", "Header", dialect.version().namespace());
    writeExceptionInfo(writer, "ExceptionInfo", dialect, refusal);
    if (dialect.hasExtraInfo()) {
      writeNil(writer, "ExtraInfo", dialect);
    }
    writer.writeStartElement("Succeeded");
    writer.writeDefaultNamespace(dialect.namespace());
    writer.writeCharacters("false");
    writer.writeEndElement();
    writeNil(writer, "TimeZone", dialect);
    writer.writeEndElement();
    writer.writeStartElement("s", "Body", dialect.version().namespace());
    body.writeTo(writer);
    writer.writeEndElement();
    writer.writeEndElement();
    writer.close();
    return reply(dialect, status, out);
  }

  private static void writeFault(XMLStreamWriter writer, Dialect dialect, Refusal refusal)
      throws XMLStreamException {
    SoapVersion version = dialect.version();
    writer.writeStartElement("s", "Fault", version.namespace());
    switch (version) {
      case V1_1 -> {
        writeText(writer, "faultcode", "s:" + version.faultCode(refusal.code()));
        writeText(writer, "faultstring", refusal.message());
        writer.writeStartElement("detail");
      }
      case V1_2 -> {
        writer.writeStartElement("s", "Code", version.namespace());
        writer.writeStartElement("s", "Value", version.namespace());
        writer.writeCharacters("s:" + version.faultCode(refusal.code()));
        writer.writeEndElement();
        writer.writeEndElement();
        writer.writeStartElement("s", "Reason", version.namespace());
        writer.writeStartElement("s", "Text", version.namespace());
        writer.writeAttribute("xml:lang", "en");
        writer.writeCharacters(refusal.message());
        writer.writeEndElement();
        writer.writeEndElement();
        writer.writeStartElement("s", "Detail", version.namespace());
      }
    }
    writeExceptionInfo(writer, "SoExceptionInfo", dialect, refusal);
    writer.writeEndElement();
    writer.writeEndElement();
  }

  private static void writeExceptionInfo(
      XMLStreamWriter writer, String name, Dialect dialect, Refusal refusal)
      throws XMLStreamException {
    writer.writeStartElement(name);
    writer.writeDefaultNamespace(dialect.namespace());
    writer.writeNamespace("i", XSI); // again: some callers cut the detail out as text
    writeText(writer, "Message", refusal.message());
    writeNil(writer, "StackTrace");
    writeText(writer, "FriendlyText", refusal.code().friendlyText());
    writeText(writer, "ExceptionType", refusal.code().name());
    writeText(writer, "Source", refusal.source().serviceName());
    writeNil(writer, "InnerException");
    writer.writeStartElement("Parameters");
    for (Map.Entry<String, String> parameter : refusal.parameters().entrySet()) {
      writer.writeStartElement("SoExceptionInfoParametersKeyValuePair");
      writeText(writer, "Key", parameter.getKey());
      writeText(writer, "Value", parameter.getValue());
      writer.writeEndElement();
    }
    writer.writeEndElement();
    writer.writeEndElement();
  }

  private static void writeText(XMLStreamWriter writer, String name, String text)
      throws XMLStreamException {
    writer.writeStartElement(name);
    writer.writeCharacters(text);
    writer.writeEndElement();
  }

  private static void writeNil(XMLStreamWriter writer, String name, Dialect dialect)
      throws XMLStreamException {
    writer.writeEmptyElement(name);
    writer.writeDefaultNamespace(dialect.namespace());
    writer.writeAttribute("i", XSI, "nil", "true");
  }

  private static void writeNil(XMLStreamWriter writer, String name) throws XMLStreamException {
    writer.writeEmptyElement(name);
    writer.writeAttribute("i", XSI, "nil", "true");
  }

  private static SoapReply reply(Dialect dialect, int status, ByteArrayOutputStream out) {
    return new SoapReply(status, dialect.version().contentType(), out.toByteArray());
  }

  /** What stands around the reply of an operation that succeeded: always the same. */
  private record Envelope(byte[] start, byte[] end) {

    static Envelope of(Dialect dialect) {
      String extraInfo = dialect.hasExtraInfo() ? "<h:ExtraInfo i:nil=\"true\"></h:ExtraInfo>" : "";
      String start =
          """
          <s:Envelope xmlns:s="%s" xmlns:i="%s"><s:Header xmlns:h="%s">\
          <h:ExceptionInfo i:nil="true"></h:ExceptionInfo>%s\
          <h:Succeeded>true</h:Succeeded>\
          <h:TimeZone i:nil="true"></h:TimeZone></s:Header><s:Body>"""
              .formatted(dialect.version().namespace(), XSI, dialect.namespace(), extraInfo);
      return new Envelope(
          start.getBytes(StandardCharsets.UTF_8),
          "</s:Body></s:Envelope>".getBytes(StandardCharsets.UTF_8));
    }
  }
}
