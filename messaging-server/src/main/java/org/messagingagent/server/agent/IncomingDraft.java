package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

/** An incoming message as it is handed in. Absent texts are empty. */
public record IncomingDraft(
    String to, String from, String content, String format, String sessionKey, String plugin) {

  public IncomingDraft {
    requireNonNull(to, "to is null");
    requireNonNull(from, "from is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(sessionKey, "sessionKey is null");
    requireNonNull(plugin, "plugin is null");
  }
}
