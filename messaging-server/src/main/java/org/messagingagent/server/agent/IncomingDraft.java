package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

/**
 * An incoming message as it is handed in. Absent texts are empty.
 *
 * <pre>{@code
 * IncomingDraft.forPlugin("pager").withFrom("+4711111111").withContent("Hello")
 * }</pre>
 *
 * @param to whom it is for, as the plugin understands it
 * @param from who sent it
 * @param content the text, exactly as it is to be handled
 * @param format one that the plugin takes; empty for its default
 * @param sessionKey messages of one plugin and key are handled in order, one at a time; empty where
 *     it belongs to no conversation. At most 255 characters
 * @param plugin the plugin that handles it; empty for the configured default
 */
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

  /** An empty message for a plugin. */
  public static IncomingDraft forPlugin(String plugin) {
    return new IncomingDraft("", "", "", "", "", plugin);
  }

  /** The same for another receiver. */
  public IncomingDraft withTo(String other) {
    return new IncomingDraft(other, from, content, format, sessionKey, plugin);
  }

  /** The same from another sender. */
  public IncomingDraft withFrom(String other) {
    return new IncomingDraft(to, other, content, format, sessionKey, plugin);
  }

  /** The same with another text. */
  public IncomingDraft withContent(String other) {
    return new IncomingDraft(to, from, other, format, sessionKey, plugin);
  }

  /** The same in another format. */
  public IncomingDraft withFormat(String other) {
    return new IncomingDraft(to, from, content, other, sessionKey, plugin);
  }

  /** The same in another conversation. */
  public IncomingDraft withSessionKey(String other) {
    return new IncomingDraft(to, from, content, format, other, plugin);
  }
}
