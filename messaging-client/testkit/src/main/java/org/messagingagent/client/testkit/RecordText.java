package org.messagingagent.client.testkit;

import java.util.List;
import java.util.function.Function;

/** What a server recorded, for a person who wonders why a test failed. */
final class RecordText {

  private static final int SHOWN = 20;
  private static final int LONGEST = 80;

  private RecordText() {}

  static String of(LocalMessagingServer server) {
    StringBuilder text = new StringBuilder(heading(server));
    if (!server.isRunning()) {
      text.append(" (it is stopped now)");
    }
    text.append(":\n");
    long waiting = server.settleBriefly();
    if (waiting > 0) {
      text.append("accepted and with no plugin yet: ").append(waiting).append('\n');
    }
    Recorder recorder = server.recorder();
    list(text, "received", recorder.received(), RecordText::line);
    list(
        text,
        "sent",
        recorder.sent(),
        message -> line(message) + " -> " + recorder.outcome(message).orElse("not answered yet"));
    list(text, "calls", server.front().calls(), Call::toString);
    List<String> unused = server.unused();
    if (!unused.isEmpty()) {
      text.append("asked for and not used: ").append(unused.size()).append('\n');
      unused.forEach(one -> text.append("  ").append(one).append('\n'));
    }
    return text.toString();
  }

  /** Whether a message, which may be null, has what this server recorded. */
  static boolean isIn(String message, LocalMessagingServer server) {
    return message != null && message.contains(heading(server));
  }

  private static String heading(LocalMessagingServer server) {
    return "What the messaging server at %s recorded".formatted(server.url());
  }

  private static <T> void list(
      StringBuilder text, String what, Journal<T> journal, Function<T, String> line) {
    List<T> entries = journal.entries();
    text.append(what).append(": ").append(journal.total());
    int first = Math.max(0, entries.size() - SHOWN);
    text.append(journal.total() > SHOWN ? ", of which the last " + SHOWN + ":\n" : "\n");
    entries.subList(first, entries.size()).stream()
        .map(line)
        .forEach(one -> text.append("  ").append(one).append('\n'));
  }

  private static String line(ReceivedMessage message) {
    return "#%d %s"
        .formatted(
            message.messageId(),
            line(
                message.plugin(),
                message.from(),
                message.to(),
                message.format(),
                message.sessionKey(),
                message.content()));
  }

  private static String line(SentMessage message) {
    return "#%d %s"
        .formatted(
            message.messagingId(),
            line(
                message.plugin(),
                message.from(),
                message.to(),
                message.format(),
                message.suggestedSessionKey(),
                message.content()));
  }

  private static String line(
      String plugin, String from, String to, String format, String session, String content) {
    StringBuilder text = new StringBuilder(plugin);
    text.append(from.isEmpty() ? "" : " from " + from);
    text.append(to.isEmpty() ? "" : " to " + to);
    text.append(format.isEmpty() ? "" : " as " + format);
    text.append(session.isEmpty() ? "" : " in session " + session);
    return text.append(": ").append(shortened(content)).toString();
  }

  private static String shortened(String content) {
    String line = content.replace("\r", "\\r").replace("\n", "\\n");
    return line.length() <= LONGEST
        ? '"' + line + '"'
        : '"' + line.substring(0, LONGEST) + "\"… (%d characters)".formatted(content.length());
  }
}
