package org.messagingagent.server.soap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.messagingagent.wire.Namespaces;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A reply as a strict caller sees it: parsed, with names looked up by namespace. */
record Answer(SoapReply reply, Document document) {

  static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

  static Answer of(SoapReply reply) {
    return new Answer(reply, parse(reply.body()));
  }

  static Document parse(byte[] xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("Not well-formed: " + new String(xml, StandardCharsets.UTF_8), e);
    }
  }

  int status() {
    return reply.status();
  }

  String xml() {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  Element envelope() {
    return document.getDocumentElement();
  }

  Element header() {
    return children(envelope()).get(0);
  }

  Element body() {
    return children(envelope()).get(1);
  }

  /** The one element in the Body. */
  Element payload() {
    List<Element> elements = children(body());
    if (elements.size() != 1) {
      throw new AssertionError("Not one element in the Body: " + xml());
    }
    return elements.get(0);
  }

  boolean isFault() {
    return payload().getLocalName().equals("Fault");
  }

  /** The texts of all elements of this name in a contract. */
  List<String> texts(int number, String name) {
    NodeList found = document.getElementsByTagNameNS(Namespaces.SERVICE_PREFIX + number, name);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent())
        .toList();
  }

  /** The text of the first child of this name. */
  static String text(Element parent, String name) {
    return child(parent, name).getTextContent();
  }

  static Element child(Element parent, String name) {
    return children(parent).stream()
        .filter(element -> element.getLocalName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + name + " in " + parent.getLocalName()));
  }

  static boolean isNil(Element element) {
    return element.getAttributeNS(XSI, "nil").equals("true");
  }

  static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  static List<String> names(Element parent) {
    return children(parent).stream().map(Node::getLocalName).toList();
  }
}
