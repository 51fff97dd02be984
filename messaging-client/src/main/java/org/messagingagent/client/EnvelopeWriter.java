package org.messagingagent.client;

import jakarta.xml.bind.JAXBException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.messagingagent.wire.Namespaces;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes a SOAP request. Takes the body as SAX events, which are in the canonical namespace, and
 * writes them in the namespace of the contract that is spoken. It is ours because common writers
 * leave a carriage return as it is, which every parser then turns into a line feed (XML 1.0 section
 * 2.11).
 */
final class EnvelopeWriter extends DefaultHandler {

  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final int TYPICAL_SIZE = 2048;

  private final StringBuilder out = new StringBuilder(TYPICAL_SIZE);

  private EnvelopeWriter() {}

  static byte[] write(
      SoapVersion version,
      String namespace,
      Optional<String> applicationToken,
      Optional<String> ticket,
      Object body) {
    EnvelopeWriter writer = new EnvelopeWriter();
    StringBuilder out = writer.out;
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"")
        .append(version.namespace());
    out.append("\" xmlns:m=\"").append(namespace);
    out.append("\" xmlns:a=\"").append(Namespaces.ARRAYS);
    out.append("\" xmlns:i=\"").append(XSI).append("\"><s:Header>");
    applicationToken.ifPresent(token -> writer.element("m:ApplicationToken", token));
    if (ticket.isPresent()) {
      out.append("<m:Credentials>");
      writer.element("m:Ticket", ticket.get());
      out.append("</m:Credentials>");
    }
    out.append("</s:Header><s:Body>");
    try {
      WireBinding.write(body, writer);
    } catch (JAXBException e) {
      throw new IllegalStateException("The request could not be written", e);
    }
    out.append("</s:Body></s:Envelope>");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void element(String name, String text) {
    out.append('<').append(name).append('>');
    escape(text);
    out.append("</").append(name).append('>');
  }

  @Override
  public void startElement(String uri, String localName, String qName, Attributes attributes) {
    out.append('<').append(prefix(uri)).append(localName);
    for (int i = 0; i < attributes.getLength(); i++) {
      // the carriers have no attributes; nil is the binding's
      if (XSI.equals(attributes.getURI(i))) {
        out.append(" i:").append(attributes.getLocalName(i)).append("=\"");
        escape(attributes.getValue(i));
        out.append('"');
      }
    }
    out.append('>');
  }

  @Override
  public void endElement(String uri, String localName, String qName) {
    out.append("</").append(prefix(uri)).append(localName).append('>');
  }

  @Override
  public void characters(char[] text, int start, int length) {
    int end = start + length;
    for (int i = start; i < end; i++) {
      escape(text[i]);
    }
  }

  private static String prefix(String uri) {
    return Namespaces.ARRAYS.equals(uri) ? "a:" : "m:";
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      escape(text.charAt(i));
    }
  }

  private void escape(char c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\r' -> out.append("&#13;");
      default -> out.append(c);
    }
  }
}
