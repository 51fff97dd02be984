package org.messagingagent.server.soap;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.xml.sax.SAXException;

/** The schema in a WSDL, as a strict caller applies it. */
final class ContractSchema {

  private static final String XSD = XMLConstants.W3C_XML_SCHEMA_NS_URI;
  private static final String XMLNS = XMLConstants.XMLNS_ATTRIBUTE_NS_URI;

  private final Schema schema;

  private ContractSchema(Schema schema) {
    this.schema = schema;
  }

  /** The schema of a WSDL whose schemas stand in it, and import each other by namespace. */
  static ContractSchema of(Document wsdl) {
    Map<String, String> schemas = new TreeMap<>();
    NodeList found = wsdl.getElementsByTagNameNS(XSD, "schema");
    for (int i = 0; i < found.getLength(); i++) {
      Element element = (Element) found.item(i);
      schemas.put(element.getAttribute("targetNamespace"), text(element));
    }
    String main = wsdl.getDocumentElement().getAttribute("targetNamespace");
    try {
      DOMImplementationLS inputs =
          (DOMImplementationLS)
              DOMImplementationRegistry.newInstance().getDOMImplementation("LS 3.0");
      SchemaFactory factory = SchemaFactory.newInstance(XSD);
      factory.setResourceResolver(
          (type, namespace, publicId, systemId, base) -> {
            Reader text = new StringReader(schemas.get(namespace));
            LSInput input = inputs.createLSInput();
            input.setCharacterStream(text);
            input.setSystemId(namespace);
            return input;
          });
      return new ContractSchema(
          factory.newSchema(new StreamSource(new StringReader(schemas.get(main)), main)));
    } catch (SAXException | ReflectiveOperationException e) {
      throw new AssertionError("The WSDL's schema is not valid", e);
    }
  }

  /** Throws where the element is not declared or not as declared. */
  void validate(Element element) {
    try {
      schema.newValidator().validate(new StreamSource(new StringReader(text(element))));
    } catch (SAXException e) {
      throw new AssertionError("Not as the schema has it: " + text(element), e);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The element as a document of its own, with the prefixes that were declared around it. */
  private static String text(Element element) {
    Element alone = (Element) element.cloneNode(true);
    for (Node at = element.getParentNode(); at instanceof Element; at = at.getParentNode()) {
      NamedNodeMap attributes = at.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        Attr attribute = (Attr) attributes.item(i);
        if (XMLNS.equals(attribute.getNamespaceURI())
            && !alone.hasAttributeNS(XMLNS, attribute.getLocalName())) {
          alone.setAttributeNS(XMLNS, attribute.getName(), attribute.getValue());
        }
      }
    }
    try {
      StringWriter text = new StringWriter();
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(alone), new StreamResult(text));
      return text.toString();
    } catch (TransformerException e) {
      throw new AssertionError(e);
    }
  }
}
