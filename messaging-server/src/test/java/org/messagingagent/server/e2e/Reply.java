package org.messagingagent.server.e2e;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What the server answered: the HTTP status and the text of the envelope. */
public record Reply(int status, String body) {

  /** The status of one outgoing message. */
  public record DeliveryStatus(int status, String description, int messagingId) {}

  /** Whether the operation was done: HTTP 200 and Succeeded. */
  public boolean succeeded() {
    return status == 200 && text("Succeeded").equals(Optional.of("true"));
  }

  public void requireSuccess() {
    if (!succeeded()) {
      throw new AssertionError("The server refused: " + this);
    }
  }

  /** The text of the first element of this local name. */
  public Optional<String> text(String localName) {
    return texts(localName).stream().findFirst();
  }

  /** The texts of all elements of this local name, in document order. */
  public List<String> texts(String localName) {
    NodeList nodes = document().getElementsByTagNameNS("*", localName);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  /** The statuses that SendMessages and GetDeliveryStatus answer with, in order. */
  public List<DeliveryStatus> deliveryStatuses() {
    NodeList nodes = document().getElementsByTagNameNS("*", "MessageDeliveryStatus");
    List<DeliveryStatus> statuses = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Element item = (Element) nodes.item(i);
      statuses.add(
          new DeliveryStatus(
              Integer.parseInt(child(item, "Status")),
              child(item, "StatusDescription"),
              Integer.parseInt(child(item, "MessagingId"))));
    }
    return statuses;
  }

  /** The namespace of the Envelope, which tells the version of SOAP. */
  public String envelopeNamespace() {
    return document().getDocumentElement().getNamespaceURI();
  }

  /** The namespace and the local name of the element in the Body, as {@code {namespace}name}. */
  public String payload() {
    Element body = (Element) document().getElementsByTagNameNS(envelopeNamespace(), "Body").item(0);
    for (Node node = body.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        return "{%s}%s".formatted(element.getNamespaceURI(), element.getLocalName());
      }
    }
    throw new AssertionError("An empty Body in " + this);
  }

  private static String child(Element parent, String localName) {
    return parent.getElementsByTagNameNS("*", localName).item(0).getTextContent();
  }

  private Document document() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(body)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("No XML in answer %s".formatted(this), e);
    }
  }
}
