package org.messagingagent.client;

/**
 * A message that came in from outside, to be stored and handled by the plugin it names (contract:
 * CreateMessage). Texts that are not given are empty; they are carried exactly, character by
 * character.
 *
 * <pre>{@code
 * IncomingMessage.forPlugin("sms").from("+4712345678").to("2440").content("STOP").build()
 * }</pre>
 *
 * @param to the receiver's address
 * @param from the sender's address
 * @param content the body
 * @param format the format of the body, such as {@code sms/160}; empty for none
 * @param sessionKey the conversation it belongs to; messages of one session are handled in order
 * @param plugin the plugin that handles it; empty for the server's default
 */
public record IncomingMessage(
    String to, String from, String content, String format, String sessionKey, String plugin) {

  /**
   * @throws IllegalArgumentException where a text has a character that XML cannot carry
   */
  public IncomingMessage {
    XmlText.require(to, "to");
    XmlText.require(from, "from");
    XmlText.require(content, "content");
    XmlText.require(format, "format");
    XmlText.require(sessionKey, "sessionKey");
    XmlText.require(plugin, "plugin");
  }

  /** Starts a message for this plugin. */
  public static Builder forPlugin(String plugin) {
    return new Builder(plugin);
  }

  /** Hides addresses and content. */
  @Override
  public String toString() {
    return "IncomingMessage[plugin=%s, format=%s, %d characters]"
        .formatted(plugin, format, content.length());
  }

  /** Collects the texts of a message; not thread safe. */
  public static final class Builder {
    private final String plugin;
    private String to = "";
    private String from = "";
    private String content = "";
    private String format = "";
    private String sessionKey = "";

    private Builder(String plugin) {
      this.plugin = plugin;
    }

    /** The receiver's address. */
    public Builder to(String address) {
      this.to = address;
      return this;
    }

    /** The sender's address. */
    public Builder from(String address) {
      this.from = address;
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

    /** The conversation; messages of one session are handled in order. */
    public Builder sessionKey(String key) {
      this.sessionKey = key;
      return this;
    }

    /**
     * The message.
     *
     * @throws IllegalArgumentException where a text has a character that XML cannot carry
     */
    public IncomingMessage build() {
      return new IncomingMessage(to, from, content, format, sessionKey, plugin);
    }
  }
}
