package org.messagingagent.server.prove;

import static java.util.Objects.requireNonNull;

/**
 * What happened to a message, or to a node, in the order in which the proof was told of it.
 *
 * @param subject the message's key, or what was done to a node
 * @param messageId the server's id of the message; 0 where it is not told
 * @param attempt as the handler was told; 0 where no handler tells it
 * @param node one run of one node, such as {@code node-2.5}; empty where none is meant
 */
record Event(Kind kind, String subject, long messageId, int attempt, String node) {

  enum Kind {
    /** A caller has the server's word for the message. */
    ACCEPTED,
    /** A handler is about to work on the message. */
    START,
    /** A handler is about to ask for another attempt. */
    FAILED,
    /** A handler has done its work, and is about to say so to its server. */
    DONE,
    /** A run of a node is killed, paused or cut off from now on; it may lose what it holds. */
    DISTURBED,
    /** A node is well again, or something else that is only written down. */
    NOTE
  }

  Event {
    requireNonNull(kind, "kind is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(node, "node is null");
  }

  static Event accepted(MessageKey key, String node) {
    return new Event(Kind.ACCEPTED, key.toString(), 0, 0, node);
  }

  static Event disturbed(String how, String node) {
    return new Event(Kind.DISTURBED, how, 0, 0, node);
  }

  static Event note(String what, String node) {
    return new Event(Kind.NOTE, what, 0, 0, node);
  }
}
