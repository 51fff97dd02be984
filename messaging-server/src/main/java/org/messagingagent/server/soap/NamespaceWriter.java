package org.messagingagent.server.soap;

import javax.xml.namespace.NamespaceContext;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.messagingagent.wire.Namespaces;

/**
 * Writes the caller's namespace where the canonical one is given.
 *
 * <p>It hides the properties of the writer behind it: by them JAXB would find the output stream,
 * and write around this class.
 */
final class NamespaceWriter implements XMLStreamWriter {

  private final XMLStreamWriter writer;
  private final String callerNamespace;

  NamespaceWriter(XMLStreamWriter writer, String callerNamespace) {
    this.writer = writer;
    this.callerNamespace = callerNamespace;
  }

  private String map(String namespace) {
    return Namespaces.SERVICE.equals(namespace) ? callerNamespace : namespace;
  }

  @Override
  public Object getProperty(String name) {
    return null;
  }

  @Override
  public void writeStartElement(String localName) throws XMLStreamException {
    writer.writeStartElement(localName);
  }

  @Override
  public void writeStartElement(String namespace, String localName) throws XMLStreamException {
    writer.writeStartElement(map(namespace), localName);
  }

  @Override
  public void writeStartElement(String prefix, String localName, String namespace)
      throws XMLStreamException {
    writer.writeStartElement(prefix, localName, map(namespace));
  }

  @Override
  public void writeEmptyElement(String namespace, String localName) throws XMLStreamException {
    writer.writeEmptyElement(map(namespace), localName);
  }

  @Override
  public void writeEmptyElement(String prefix, String localName, String namespace)
      throws XMLStreamException {
    writer.writeEmptyElement(prefix, localName, map(namespace));
  }

  @Override
  public void writeEmptyElement(String localName) throws XMLStreamException {
    writer.writeEmptyElement(localName);
  }

  @Override
  public void writeEndElement() throws XMLStreamException {
    writer.writeEndElement();
  }

  @Override
  public void writeEndDocument() throws XMLStreamException {
    writer.writeEndDocument();
  }

  @Override
  public void close() throws XMLStreamException {
    writer.close();
  }

  @Override
  public void flush() throws XMLStreamException {
    writer.flush();
  }

  @Override
  public void writeAttribute(String localName, String value) throws XMLStreamException {
    writer.writeAttribute(localName, value);
  }

  @Override
  public void writeAttribute(String prefix, String namespace, String localName, String value)
      throws XMLStreamException {
    writer.writeAttribute(prefix, map(namespace), localName, value);
  }

  @Override
  public void writeAttribute(String namespace, String localName, String value)
      throws XMLStreamException {
    writer.writeAttribute(map(namespace), localName, value);
  }

  @Override
  public void writeNamespace(String prefix, String namespace) throws XMLStreamException {
    writer.writeNamespace(prefix, map(namespace));
  }

  @Override
  public void writeDefaultNamespace(String namespace) throws XMLStreamException {
    writer.writeDefaultNamespace(map(namespace));
  }

  @Override
  public void writeComment(String data) throws XMLStreamException {
    writer.writeComment(data);
  }

  @Override
  public void writeProcessingInstruction(String target) throws XMLStreamException {
    writer.writeProcessingInstruction(target);
  }

  @Override
  public void writeProcessingInstruction(String target, String data) throws XMLStreamException {
    writer.writeProcessingInstruction(target, data);
  }

  @Override
  public void writeCData(String data) throws XMLStreamException {
    writer.writeCData(data);
  }

  @Override
  public void writeDTD(String dtd) throws XMLStreamException {
    writer.writeDTD(dtd);
  }

  @Override
  public void writeEntityRef(String name) throws XMLStreamException {
    writer.writeEntityRef(name);
  }

  @Override
  public void writeStartDocument() throws XMLStreamException {
    writer.writeStartDocument();
  }

  @Override
  public void writeStartDocument(String version) throws XMLStreamException {
    writer.writeStartDocument(version);
  }

  @Override
  public void writeStartDocument(String encoding, String version) throws XMLStreamException {
    writer.writeStartDocument(encoding, version);
  }

  @Override
  public void writeCharacters(String text) throws XMLStreamException {
    writer.writeCharacters(text);
  }

  @Override
  public void writeCharacters(char[] text, int start, int length) throws XMLStreamException {
    writer.writeCharacters(text, start, length);
  }

  @Override
  public String getPrefix(String uri) throws XMLStreamException {
    return writer.getPrefix(map(uri));
  }

  @Override
  public void setPrefix(String prefix, String uri) throws XMLStreamException {
    writer.setPrefix(prefix, map(uri));
  }

  @Override
  public void setDefaultNamespace(String uri) throws XMLStreamException {
    writer.setDefaultNamespace(map(uri));
  }

  @Override
  public void setNamespaceContext(NamespaceContext context) throws XMLStreamException {
    writer.setNamespaceContext(context);
  }

  @Override
  public NamespaceContext getNamespaceContext() {
    return writer.getNamespaceContext();
  }
}
