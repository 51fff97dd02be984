package org.messagingagent.server.soap;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * A WSDL as a text in which equal contracts are equal: every element with its attributes, names
 * with their namespaces. Left out are documentation, prefixes, formatting and the address, and the
 * order of definitions, which means nothing; that of members, operations and headers stays.
 */
final class WsdlListing {

  private static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";
  private static final String XSD = "http://www.w3.org/2001/XMLSchema";
  private static final Set<String> UNORDERED = Set.of("definitions", "types", "schema");
  private static final Set<String> QNAMES =
      Set.of("type", "base", "element", "message", "binding", "ref", "itemType");

  private WsdlListing() {}

  static String of(Document wsdl) {
    return of(wsdl.getDocumentElement(), "");
  }

  private static String of(Element element, String indent) {
    List<Element> children =
        Answer.children(element).stream().filter(WsdlListing::isContract).toList();
    StringBuilder text =
        new StringBuilder(indent).append(name(element)).append(attributes(element));
    if (Answer.children(element).isEmpty()) {
      text.append(' ').append(element.getTextContent().strip());
    }
    text.append('\n');
    children.stream()
        .map(child -> of(child, indent + "  "))
        .sorted(UNORDERED.contains(element.getLocalName()) ? String::compareTo : (a, b) -> 0)
        .forEach(text::append);
    return text.toString();
  }

  private static boolean isContract(Element element) {
    if (element.getLocalName().equals("annotation") && element.getNamespaceURI().equals(XSD)) {
      return Answer.children(element).stream().anyMatch(WsdlListing::isContract);
    }
    boolean documentation =
        element.getLocalName().equals("documentation")
            && Set.of(WSDL, XSD).contains(element.getNamespaceURI());
    return !documentation && !element.getLocalName().equals("address");
  }

  private static String name(Element element) {
    return "{%s}%s".formatted(element.getNamespaceURI(), element.getLocalName());
  }

  private static String attributes(Element element) {
    TreeMap<String, String> attributes = new TreeMap<>();
    NamedNodeMap found = element.getAttributes();
    for (int i = 0; i < found.getLength(); i++) {
      Attr attribute = (Attr) found.item(i);
      if (!"http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())) {
        attributes.put(
            (attribute.getNamespaceURI() == null ? "" : "{" + attribute.getNamespaceURI() + "}")
                + attribute.getLocalName(),
            QNAMES.contains(attribute.getName())
                ? resolved(element, attribute.getValue())
                : attribute.getValue());
      }
    }
    return attributes.toString();
  }

  private static String resolved(Element element, String qname) {
    int colon = qname.indexOf(':');
    String prefix = colon < 0 ? null : qname.substring(0, colon);
    return "{%s}%s".formatted(element.lookupNamespaceURI(prefix), qname.substring(colon + 1));
  }
}
