package org.messagingagent.server.soap;

import static javax.xml.stream.XMLStreamConstants.CDATA;
import static javax.xml.stream.XMLStreamConstants.CHARACTERS;
import static javax.xml.stream.XMLStreamConstants.DTD;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.ENTITY_REFERENCE;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Steps over elements. */
final class Elements {

  private Elements() {}

  /** From the start of an element to its end. */
  static void skip(XMLStreamReader reader) throws XMLStreamException {
    int depth = 1;
    while (depth > 0) {
      switch (reader.next()) {
        case START_ELEMENT -> depth++;
        case END_ELEMENT -> depth--;
        case ENTITY_REFERENCE -> throw entities();
        default -> {}
      }
    }
  }

  /** To the next start or end of an element; refuses text between. */
  static int nextTag(XMLStreamReader reader) throws XMLStreamException {
    while (true) {
      int event = reader.next();
      switch (event) {
        case START_ELEMENT, END_ELEMENT -> {
          return event;
        }
        case CHARACTERS, CDATA -> {
          if (!reader.isWhiteSpace()) {
            throw RefusedRequest.malformed(
                "There is text between the elements of the envelope: send elements alone.");
          }
        }
        case DTD ->
            throw RefusedRequest.malformed(
                "The request has a document type declaration: send it without.");
        case ENTITY_REFERENCE -> throw entities();
        default -> {} // comments and processing instructions mean nothing
      }
    }
  }

  /** The text of an element on whose start the reader stands; moves to its end. */
  static String text(XMLStreamReader reader) throws XMLStreamException {
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    while (true) {
      switch (reader.next()) {
        case CHARACTERS, CDATA -> text.append(reader.getText());
        case END_ELEMENT -> {
          return text.toString().strip();
        }
        case START_ELEMENT ->
            throw RefusedRequest.malformed(
                "The header '%s' holds an element: it must hold text."
                    .formatted(RefusedRequest.quoted(name)));
        case ENTITY_REFERENCE -> throw entities();
        default -> {}
      }
    }
  }

  static RuntimeException entities() {
    return RefusedRequest.malformed("The request has entities: send the characters themselves.");
  }
}
