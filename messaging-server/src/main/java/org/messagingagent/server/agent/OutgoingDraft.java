package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * An outgoing message as it is handed in. Absent texts are empty.
 *
 * <pre>{@code
 * OutgoingDraft.toAddress("+4711111111").withContent("Your table is ready")
 * }</pre>
 *
 * @param from who sends it, as the plugin understands it
 * @param to whom it is for
 * @param content the text, exactly as it is to be sent
 * @param format one that the plugin takes; empty for its default
 * @param parentMessagingId the message that it answers or continues
 * @param suggestedSessionKey the conversation, which the plugin may name otherwise; empty where
 *     there is none. At most 255 characters
 */
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

  /** An empty message for a receiver. */
  public static OutgoingDraft toAddress(String to) {
    return new OutgoingDraft("", to, "", "", OptionalInt.empty(), "");
  }

  /** The same from another sender. */
  public OutgoingDraft withFrom(String other) {
    return new OutgoingDraft(other, to, content, format, parentMessagingId, suggestedSessionKey);
  }

  /** The same for another receiver. */
  public OutgoingDraft withTo(String other) {
    return new OutgoingDraft(from, other, content, format, parentMessagingId, suggestedSessionKey);
  }

  /** The same with another text. */
  public OutgoingDraft withContent(String other) {
    return new OutgoingDraft(from, to, other, format, parentMessagingId, suggestedSessionKey);
  }

  /** The same in another format. */
  public OutgoingDraft withFormat(String other) {
    return new OutgoingDraft(from, to, content, other, parentMessagingId, suggestedSessionKey);
  }

  /** The same as an answer to, or part of, this message. */
  public OutgoingDraft withParentMessagingId(int other) {
    return new OutgoingDraft(from, to, content, format, OptionalInt.of(other), suggestedSessionKey);
  }

  /** The same in another conversation. */
  public OutgoingDraft withSuggestedSessionKey(String other) {
    return new OutgoingDraft(from, to, content, format, parentMessagingId, other);
  }
}
