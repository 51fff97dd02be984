package org.messagingagent.server.soap;

import com.ctc.wstx.stax.WstxEventFactory;
import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.stax.WstxOutputFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.Attribute;
import javax.xml.stream.events.Namespace;
import javax.xml.stream.events.StartElement;
import javax.xml.stream.events.XMLEvent;
import org.messagingagent.wire.Namespaces;

/**
 * The WSDL of each service in each contract number, derived from one source a service, in which
 * {@code v:since} and {@code v:until} mark what only some numbers have. Safe for use by many
 * threads.
 */
final class WsdlDocuments {

  private static final String MARKERS = "urn:messagingagent:contract-number";
  private static final QName SINCE = new QName(MARKERS, "since");
  private static final QName UNTIL = new QName(MARKERS, "until");
  private static final String ADDRESS = "@ADDRESS@";

  private final Map<Key, String> templates = new ConcurrentHashMap<>();

  private record Key(SoapService service, int number) {}

  /** The WSDL as UTF-8, with this address of the service. */
  byte[] document(SoapService service, int number, String address) {
    if (!Contract.NUMBERS.contains(number)) {
      throw new IllegalArgumentException("There is no contract with number %d".formatted(number));
    }
    String template = templates.computeIfAbsent(new Key(service, number), WsdlDocuments::template);
    return template.replace(ADDRESS, escaped(address)).getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String address) {
    return address.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String template(Key key) {
    String name = key.service().serviceName() + ".wsdl";
    try (InputStream source = WsdlDocuments.class.getResourceAsStream(name)) {
      if (source == null) {
        throw new IllegalStateException("The resource %s is missing".formatted(name));
      }
      return derive(source, key.number())
          .replace(Namespaces.SERVICE, Namespaces.SERVICE_PREFIX + key.number());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("The resource %s cannot be read".formatted(name), e);
    }
  }

  private static String derive(InputStream source, int number) throws XMLStreamException {
    StringWriter text = new StringWriter();
    text.write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    XMLEventReader reader = new WstxInputFactory().createXMLEventReader(source);
    XMLEventWriter writer = new WstxOutputFactory().createXMLEventWriter(text);
    while (!reader.peek().isStartElement()) {
      reader.nextEvent(); // the comment on the markers is for us
    }
    while (reader.hasNext()) {
      XMLEvent event = reader.nextEvent();
      if (event.isEndDocument()) {
        break;
      }
      if (!event.isStartElement()) {
        writer.add(event);
      } else if (isIn(event.asStartElement(), number)) {
        writer.add(unmarked(event.asStartElement()));
      } else {
        skip(reader);
      }
    }
    writer.close();
    return text.toString();
  }

  private static boolean isIn(StartElement element, int number) {
    Attribute since = element.getAttributeByName(SINCE);
    Attribute until = element.getAttributeByName(UNTIL);
    return (since == null || number >= Integer.parseInt(since.getValue()))
        && (until == null || number <= Integer.parseInt(until.getValue()));
  }

  private static StartElement unmarked(StartElement element) {
    List<Attribute> attributes = new ArrayList<>();
    for (Iterator<Attribute> i = element.getAttributes(); i.hasNext(); ) {
      Attribute attribute = i.next();
      if (!attribute.getName().getNamespaceURI().equals(MARKERS)) {
        attributes.add(attribute);
      }
    }
    List<Namespace> namespaces = new ArrayList<>();
    for (Iterator<Namespace> i = element.getNamespaces(); i.hasNext(); ) {
      Namespace namespace = i.next();
      if (!namespace.getNamespaceURI().equals(MARKERS)) {
        namespaces.add(namespace);
      }
    }
    return new WstxEventFactory()
        .createStartElement(element.getName(), attributes.iterator(), namespaces.iterator());
  }

  /** Past the end of an element that was begun, and the line break after it. */
  private static void skip(XMLEventReader reader) throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      XMLEvent event = reader.nextEvent();
      if (event.isStartElement()) {
        depth++;
      } else if (event.isEndElement()) {
        depth--;
      }
    }
    if (reader.peek().isCharacters()) {
      reader.nextEvent();
    }
  }
}
