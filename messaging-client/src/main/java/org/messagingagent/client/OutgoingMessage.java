package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * A message to send (contract: SendMessages). Texts that are not given are empty; they are carried
 * exactly, character by character.
 *
 * <pre>{@code
 * OutgoingMessage.to("+4712345678").from("Acme").content("Your code is 4711").build()
 * }</pre>
 *
 * @param from the sender: an address, number or name, as the plugin's gateway understands it
 * @param to the receiver's address
 * @param content the body
 * @param format the format of the body, such as {@code sms/160}; empty for none
 * @param parentMessagingId the outgoing message that this one follows
 * @param suggestedSessionKey the session key that the caller would like; the plugin may give
 *     another
 */
public record OutgoingMessage(
    String from,
    String to,
    String content,
    String format,
    OptionalInt parentMessagingId,
    String suggestedSessionKey) {

  /**
   * @throws IllegalArgumentException where a text has a character that XML cannot carry
   */
  public OutgoingMessage {
    XmlText.require(from, "from");
    XmlText.require(to, "to");
    XmlText.require(content, "content");
    XmlText.require(format, "format");
    requireNonNull(parentMessagingId, "parentMessagingId is null");
    XmlText.require(suggestedSessionKey, "suggestedSessionKey");
  }

  /** Starts a message to this receiver. */
  public static Builder to(String address) {
    return new Builder(address);
  }

  /** Hides addresses and content. */
  @Override
  public String toString() {
    return "OutgoingMessage[format=%s, %d characters]".formatted(format, content.length());
  }

  /** Collects the texts of a message; not thread safe. */
  public static final class Builder {
    private final String to;
    private String from = "";
    private String content = "";
    private String format = "";
    private OptionalInt parentMessagingId = OptionalInt.empty();
    private String suggestedSessionKey = "";

    private Builder(String to) {
      this.to = to;
    }

    /** The sender, as the gateway understands it. */
    public Builder from(String sender) {
      this.from = sender;
      return this;
    }

    /** The body, kept exactly. */
    public Builder content(String text) {
      this.content = text;
      return this;
    }

    /** The format of the body, such as {@code sms/160}; one that the plugin lists. */
    public Builder format(String name) {
      this.format = name;
      return this;
    }

    /** The outgoing message that this one follows. */
    public Builder follows(int messagingId) {
      this.parentMessagingId = OptionalInt.of(messagingId);
      return this;
    }

    /** The session key that the caller would like; the plugin may give another. */
    public Builder suggestedSessionKey(String key) {
      this.suggestedSessionKey = key;
      return this;
    }

    /**
     * The message.
     *
     * @throws IllegalArgumentException where a text has a character that XML cannot carry
     */
    public OutgoingMessage build() {
      return new OutgoingMessage(from, to, content, format, parentMessagingId, suggestedSessionKey);
    }
  }
}
