package org.messagingagent.server.soap;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Turns the element in the Body into an object of {@code org.messagingagent.wire} and back. Safe
 * for use by many threads.
 */
interface PayloadBinding {

  /**
   * Reads a request.
   *
   * @param payload on the start of the operation's element; at the end of the document afterwards
   */
  BoundCall read(Operation operation, PayloadReader payload);

  /** One request of one operation. */
  interface BoundCall {

    /** The request's object, an instance of the class named for its element. */
    Object request();

    /** Writes the reply's element. */
    void writeReply(Object reply, XMLStreamWriter writer) throws XMLStreamException;
  }
}
