package org.messagingagent.client;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.messagingagent.wire.Namespaces;

/**
 * A reply as the binding is to see it: the contract's namespace is the canonical one, whichever
 * number is spoken, and there is no {@code xsi:type}, which stands on everything in published
 * examples and never selects a class. Refuses DTDs and deep nesting.
 */
final class ReplyStream extends StreamReaderDelegate {

  private static final int MAX_DEPTH = 64;
  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final XMLInputFactory FACTORY = createFactory();

  private int depth;

  private ReplyStream(XMLStreamReader reader) {
    super(reader);
  }

  static ReplyStream of(byte[] xml, Optional<String> charset) throws XMLStreamException {
    ByteArrayInputStream in = new ByteArrayInputStream(xml);
    synchronized (FACTORY) { // the JDK's factory does not promise to be safe for many threads
      return new ReplyStream(
          charset.isPresent()
              ? FACTORY.createXMLStreamReader(in, charset.get())
              : FACTORY.createXMLStreamReader(in));
    }
  }

  private static XMLInputFactory createFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setXMLResolver(
        (publicId, systemId, baseUri, namespace) -> {
          throw new XMLStreamException("External entities are not read");
        });
    return factory;
  }

  @Override
  public int next() throws XMLStreamException {
    int event = super.next();
    switch (event) {
      case START_ELEMENT -> {
        if (++depth > MAX_DEPTH) {
          throw new XMLStreamException("The answer is nested deeper than " + MAX_DEPTH);
        }
      }
      case END_ELEMENT -> depth--;
      case DTD -> throw new XMLStreamException("The answer has a document type declaration");
      default -> {}
    }
    return event;
  }

  /** The text of the element that the reader stands on; goes past the element. */
  String readText() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int start = depth;
    next();
    while (depth >= start) {
      if (isCharacters() || getEventType() == CDATA) {
        text.append(getText());
      }
      next();
    }
    next();
    return text.toString();
  }

  /** Goes past the element that the reader stands on. */
  void skip() throws XMLStreamException {
    readText();
  }

  boolean isService() {
    return Namespaces.SERVICE.equals(getNamespaceURI());
  }

  @Override
  public String getNamespaceURI() {
    return canonical(super.getNamespaceURI());
  }

  @Override
  public String getNamespaceURI(String prefix) {
    return canonical(super.getNamespaceURI(prefix));
  }

  @Override
  public String getNamespaceURI(int index) {
    return canonical(super.getNamespaceURI(index));
  }

  @Override
  public String getAttributeLocalName(int index) {
    String name = super.getAttributeLocalName(index);
    return "type".equals(name) && XSI.equals(getAttributeNamespace(index)) ? "ignored" : name;
  }

  private static String canonical(String uri) {
    return uri != null && uri.startsWith(Namespaces.SERVICE_PREFIX) ? Namespaces.SERVICE : uri;
  }
}
