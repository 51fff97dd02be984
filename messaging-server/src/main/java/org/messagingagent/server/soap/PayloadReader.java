package org.messagingagent.server.soap;

import static javax.xml.stream.XMLStreamConstants.CDATA;
import static javax.xml.stream.XMLStreamConstants.CHARACTERS;
import static javax.xml.stream.XMLStreamConstants.END_DOCUMENT;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.ENTITY_REFERENCE;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.messagingagent.server.soap.Shape.Kind;
import org.messagingagent.wire.Namespaces;

/**
 * Shows the operation's element of a request as the canonical contract has it, whatever the caller
 * wrote: the caller's namespace becomes the canonical one, elements that are nil or not read are
 * left out, and there are no attributes, so that no {@code xsi:type} selects a class. After the
 * operation's element it reads the rest of the request, so that the operation only runs for a
 * request that is whole.
 *
 * <p>What cannot be read as the contract has it is a {@code MessagingException}, never a guess.
 */
final class PayloadReader extends StreamReaderDelegate {

  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final Pattern INT = Pattern.compile("[+-]?[0-9]+"); // ASCII digits alone
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MAX_SHAPE_DEPTH = 8;

  private final String callerNamespace;
  private final Shape[] open = new Shape[MAX_SHAPE_DEPTH];
  private int depth;
  private boolean skipContent;

  /** The number that is being shown, from its start to its end; else null. */
  private char[] number;

  /** The event to show; the reader behind is already at the end of the number. */
  private int numberEvent;

  /**
   * @param reader on the start of the operation's element
   */
  PayloadReader(XMLStreamReader reader, Shape operation) {
    super(reader);
    callerNamespace = reader.getNamespaceURI();
    open[0] = operation;
    skipContent = isNil();
  }

  @Override
  public int next() throws XMLStreamException {
    try {
      if (depth < 0) {
        return readRest();
      }
      if (number != null) {
        return showNumber();
      }
      if (skipContent) {
        skipContent = false;
        skipToEnd();
        return endElement();
      }
      return read();
    } catch (XMLStreamException e) {
      throw RefusedRequest.notWellFormed(e);
    }
  }

  private int read() throws XMLStreamException {
    while (true) {
      int event = super.next();
      switch (event) {
        case START_ELEMENT -> {
          if (startElement()) {
            return event;
          }
        }
        case END_ELEMENT -> {
          return endElement();
        }
        case CHARACTERS, CDATA -> {
          if (open[depth].kind() == Kind.TEXT) {
            return event;
          }
        }
        case ENTITY_REFERENCE -> throw Elements.entities();
        default -> {} // comments and processing instructions mean nothing
      }
    }
  }

  /** Enters an element, or skips it. */
  private boolean startElement() throws XMLStreamException {
    Shape parent = open[depth];
    String name = super.getLocalName();
    if (parent.kind() != Kind.STRUCT) {
      throw holdsElement(parent);
    }
    Shape shape = parent.children().get(name);
    if (shape == null) {
      skipToEnd();
      return false;
    }
    if (!shape.namespace().equals(getNamespaceURI())) {
      throw wrongNamespace(parent, shape);
    }
    if (isNil()) {
      if (!shape.isItem()) {
        skipToEnd();
        return false;
      }
      skipContent = true;
    }
    open[++depth] = shape;
    return shape.kind() != Kind.INTEGER || readNumber(shape);
  }

  private int endElement() {
    depth--;
    return END_ELEMENT;
  }

  /** Reads a number ahead, so that an empty one can be left out; false where it is. */
  private boolean readNumber(Shape shape) throws XMLStreamException {
    String text = skipContent ? "" : numberText(shape);
    if (skipContent) {
      skipContent = false;
      skipToEnd();
    }
    if (text.isEmpty() && !shape.isItem()) {
      depth--;
      return false;
    }
    number = Integer.toString(parsed(shape, text)).toCharArray();
    numberEvent = START_ELEMENT;
    return true;
  }

  private int parsed(Shape shape, String text) {
    if (!INT.matcher(text).matches()) {
      throw noNumber(shape, text);
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw noNumber(shape, text); // out of range
    }
  }

  private String numberText(Shape shape) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    while (true) {
      switch (super.next()) {
        case START_ELEMENT -> throw holdsElement(shape);
        case END_ELEMENT -> {
          return text.toString().strip();
        }
        case CHARACTERS, CDATA -> {
          if (text.length() + super.getTextLength() > MAX_NUMBER_LENGTH) {
            throw noNumber(shape, super.getText().strip());
          }
          text.append(super.getText());
        }
        case ENTITY_REFERENCE -> throw Elements.entities();
        default -> {} // comments and processing instructions mean nothing
      }
    }
  }

  private int showNumber() {
    if (numberEvent == START_ELEMENT) {
      numberEvent = CHARACTERS;
      return CHARACTERS;
    }
    number = null;
    return endElement();
  }

  private RuntimeException noNumber(Shape shape, String value) {
    String field = shape.isItem() ? open[depth - 1].name() : shape.name();
    return RefusedRequest.invalid(
        field,
        value,
        "%s has '%s', which is no int: give a whole number of 32 bits."
            .formatted(field, RefusedRequest.quoted(value)));
  }

  private RuntimeException holdsElement(Shape shape) {
    return RefusedRequest.invalid(
        shape.name(),
        super.getLocalName(),
        "%s holds an element '%s': write markup in a text as &lt; and &amp;, or as CDATA."
            .formatted(shape.name(), RefusedRequest.quoted(super.getLocalName())));
  }

  private RuntimeException wrongNamespace(Shape parent, Shape shape) {
    String namespace = super.getNamespaceURI();
    String expected =
        shape.namespace().equals(Namespaces.SERVICE) ? callerNamespace : shape.namespace();
    return RefusedRequest.invalid(
        shape.name(),
        namespace == null ? "" : namespace,
        "The element %s in %s has the namespace '%s': it must have '%s'."
            .formatted(
                shape.name(),
                parent.name(),
                namespace == null ? "" : RefusedRequest.quoted(namespace),
                expected));
  }

  private boolean isNil() {
    if (super.getAttributeCount() == 0) {
      return false;
    }
    String nil = super.getAttributeValue(XSI, "nil");
    return nil != null && (nil.strip().equals("true") || nil.strip().equals("1"));
  }

  private void skipToEnd() throws XMLStreamException {
    Elements.skip(getParent());
  }

  /** From the end of the operation's element to the end of the document. */
  private int readRest() throws XMLStreamException {
    int open = 2; // Body and Envelope
    while (true) {
      switch (super.next()) {
        case START_ELEMENT ->
            throw RefusedRequest.malformed(
                open == 2
                    ? "The Body has a second element '%s': send one operation a request."
                        .formatted(RefusedRequest.quoted(super.getLocalName()))
                    : "The element '%s' follows the Body: headers come before it."
                        .formatted(RefusedRequest.quoted(super.getLocalName())));
        case CHARACTERS, CDATA -> {
          if (!isWhiteSpace()) {
            throw RefusedRequest.malformed(
                "There is text beside the operation's element: send the element alone.");
          }
        }
        case END_ELEMENT -> open--;
        case END_DOCUMENT -> {
          return END_DOCUMENT;
        }
        default -> {} // comments and processing instructions mean nothing
      }
    }
  }

  @Override
  public String getNamespaceURI() {
    String namespace = super.getNamespaceURI();
    if (callerNamespace.equals(namespace)) {
      return Namespaces.SERVICE;
    }
    return Namespaces.SERVICE.equals(namespace) ? "" : namespace;
  }

  @Override
  public int getEventType() {
    return number == null ? super.getEventType() : numberEvent;
  }

  @Override
  public String getText() {
    return number == null ? super.getText() : new String(number);
  }

  @Override
  public char[] getTextCharacters() {
    return number == null ? super.getTextCharacters() : number;
  }

  @Override
  public int getTextStart() {
    return number == null ? super.getTextStart() : 0;
  }

  @Override
  public int getTextLength() {
    return number == null ? super.getTextLength() : number.length;
  }

  @Override
  public QName getName() {
    return new QName(getNamespaceURI(), getLocalName());
  }

  @Override
  public int getAttributeCount() {
    return 0;
  }

  @Override
  public String getAttributeValue(String namespace, String name) {
    return null;
  }

  @Override
  public int getNamespaceCount() {
    return 0;
  }
}
