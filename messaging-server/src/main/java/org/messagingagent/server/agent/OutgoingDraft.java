package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/** An outgoing message as it is handed in. Absent texts are empty. */
public record OutgoingDraft(
    String from,
    String to,
    String content,
    String format,
    OptionalInt parentMessagingId,
    String suggestedSessionKey) {

  public OutgoingDraft {
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(parentMessagingId, "parentMessagingId is null");
    requireNonNull(suggestedSessionKey, "suggestedSessionKey is null");
  }
}
