package org.messagingagent.server.prove;

/** How a node writes what its handlers do. */
final class JournalLine {

  private static final int PARTS = 5;

  private JournalLine() {}

  static String write(Event event) {
    return "%s %s %d %d %s"
        .formatted(event.kind(), event.subject(), event.messageId(), event.attempt(), event.node());
  }

  static Event parse(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException("No line of a node: " + line);
    }
    return new Event(
        Event.Kind.valueOf(parts[0]),
        parts[1],
        Long.parseLong(parts[2]),
        Integer.parseInt(parts[3]),
        parts[4]);
  }
}
