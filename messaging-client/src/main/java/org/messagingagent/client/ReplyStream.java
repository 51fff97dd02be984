package org.messagingagent.client;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Moves through a reply. Refuses DTDs and deep nesting. */
final class ReplyStream implements AutoCloseable {

  private static final int MAX_DEPTH = 64;

  /** Tells the JDK's factory to use the last reader again, which costs a third of a new one. */
  private static final String REUSE = "reuse-instance";

  /** A factory is for one thread at a time; more than these are made anew. */
  private static final BlockingQueue<XMLInputFactory> FACTORIES = new ArrayBlockingQueue<>(16);

  private final XMLInputFactory factory;
  private final XMLStreamReader in;
  private int event = XMLStreamConstants.START_DOCUMENT;
  private int depth;
  private boolean keep;

  private ReplyStream(XMLInputFactory factory, XMLStreamReader in) {
    this.factory = factory;
    this.in = in;
  }

  /**
   * @param deadline until which it is read: there is XML that takes a parser very long
   */
  static ReplyStream of(byte[] xml, Optional<String> charset, Deadline deadline)
      throws XMLStreamException {
    XMLInputFactory idle = FACTORIES.poll();
    XMLInputFactory factory = idle == null ? createFactory() : idle;
    return new ReplyStream(
        factory,
        charset.isPresent()
            ? factory.createXMLStreamReader(new TimedText(decode(xml, charset.get()), deadline))
            : factory.createXMLStreamReader(new TimedBytes(xml, deadline)));
  }

  /** A text that is there to be read until a moment; a parser asks for it piece by piece. */
  private static final class TimedText extends StringReader {
    private final Deadline deadline;

    TimedText(String text, Deadline deadline) {
      super(text);
      this.deadline = deadline;
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
      requireTime(deadline);
      return super.read(to, offset, length);
    }
  }

  /** As {@link TimedText}. */
  private static final class TimedBytes extends FilterInputStream {
    private final Deadline deadline;

    TimedBytes(byte[] bytes, Deadline deadline) {
      super(new ByteArrayInputStream(bytes));
      this.deadline = deadline;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      requireTime(deadline);
      return super.read(to, offset, length);
    }
  }

  private static void requireTime(Deadline deadline) throws IOException {
    if (deadline.left().isZero()) {
      throw new IOException("The answer takes longer to read than the call may take");
    }
  }

  /** Quicker than the parser, and as strict. */
  private static String decode(byte[] xml, String charset) throws XMLStreamException {
    try {
      String text = Charset.forName(charset).newDecoder().decode(ByteBuffer.wrap(xml)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new XMLStreamException("The answer is not in the charset that it names", e);
    }
  }

  private static XMLInputFactory createFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    if (factory.isPropertySupported(REUSE)) {
      factory.setProperty(REUSE, true);
    }
    factory.setXMLResolver(
        (publicId, systemId, baseUri, namespace) -> {
          throw new XMLStreamException("External entities are not read");
        });
    return factory;
  }

  /** The reply was read without a failure, so the parser can be used again. */
  void keep() {
    keep = true;
  }

  @Override
  public void close() throws XMLStreamException {
    in.close();
    if (keep) {
      FACTORIES.offer(factory); // where there are enough, this one goes
    }
  }

  void next() throws XMLStreamException {
    event = in.next();
    if (event == XMLStreamConstants.START_ELEMENT) {
      if (++depth > MAX_DEPTH) {
        throw new XMLStreamException("The answer is nested deeper than " + MAX_DEPTH);
      }
    } else if (event == XMLStreamConstants.END_ELEMENT) {
      depth--;
    } else if (event == XMLStreamConstants.DTD) {
      throw new XMLStreamException("The answer has a document type declaration");
    }
  }

  boolean hasNext() {
    return event != XMLStreamConstants.END_DOCUMENT;
  }

  boolean isStart() {
    return event == XMLStreamConstants.START_ELEMENT;
  }

  boolean isEnd() {
    return event == XMLStreamConstants.END_ELEMENT;
  }

  String name() {
    return in.getLocalName();
  }

  String namespace() {
    String uri = in.getNamespaceURI();
    return uri == null ? "" : uri;
  }

  /** Whether the element is of the contract, whichever its number. */
  boolean isService() {
    return namespace().startsWith(Namespaces.SERVICE_PREFIX);
  }

  /** Whether the element that the reader stands on is marked as none. */
  boolean isNil() {
    if (in.getAttributeCount() == 0) {
      return false;
    }
    String nil = in.getAttributeValue(Namespaces.XSI, "nil");
    return nil != null && (nil.strip().equals("true") || nil.strip().equals("1"));
  }

  /** Reads an element by its local name, and goes past it. */
  @FunctionalInterface
  interface Child {
    void read(String name) throws XMLStreamException;
  }

  /** Has the children of the element that the reader stands on read, and goes past it. */
  void children(Child child) throws XMLStreamException {
    next();
    while (!isEnd()) {
      if (isStart()) {
        child.read(name());
      } else {
        next();
      }
    }
    next();
  }

  /** The text of the element that the reader stands on; goes past the element. */
  String readText() throws XMLStreamException {
    int start = depth;
    String first = "";
    StringBuilder more = new StringBuilder(0); // mostly there is one piece
    next();
    while (depth >= start) {
      if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        if (first.isEmpty()) {
          first = in.getText();
        } else {
          more.append(in.getText());
        }
      }
      next();
    }
    next();
    return more.isEmpty() ? first : first + more;
  }

  /** Goes past the element that the reader stands on. */
  void skip() throws XMLStreamException {
    int start = depth;
    do {
      next();
    } while (depth >= start);
    next();
  }
}
