package org.messagingagent.client.testkit;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What a document is made of, whatever its prefixes and its words: elements, nil, and codes. */
final class Shape {

  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final List<String> WORDS =
      List.of("Message", "FriendlyText", "faultstring", "Text");

  private Shape() {}

  static List<String> of(String document) throws XMLStreamException {
    List<String> shape = new ArrayList<>();
    XMLStreamReader reader =
        XMLInputFactory.newDefaultFactory().createXMLStreamReader(new StringReader(document));
    String element = "";
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamReader.START_ELEMENT -> {
          element = reader.getLocalName();
          String nil = reader.getAttributeValue(XSI, "nil");
          shape.add("<" + reader.getName() + (nil == null ? "" : " nil"));
        }
        case XMLStreamReader.END_ELEMENT -> shape.add(">" + reader.getLocalName());
        case XMLStreamReader.CHARACTERS -> {
          if (!WORDS.contains(element)) {
            shape.add(reader.getText());
          }
        }
        default -> {
          // nothing else says anything
        }
      }
    }
    return shape;
  }
}
