package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * An incoming message that the host hands in within a transaction of its own, see {@link
 * MessagingServer#accept}.
 *
 * <pre>{@code
 * HostMessage.to("orders", "order 4711 was paid").inSession("customer-17").underKey("paid-4711")
 * }</pre>
 *
 * @param plugin the one that handles it; empty for the default plugin, where there is one
 * @param from the sender's address; may be empty
 * @param to the receiver's address; may be empty
 * @param content the body; may be empty
 * @param format the format of the body; empty where none is named
 * @param sessionKey messages of one session are handled in order, one at a time; at most 255
 *     characters; empty where it belongs to none
 * @param idempotencyKey of several messages with the same key one is stored; 1 to 255 characters
 */
public record HostMessage(
    String plugin,
    String from,
    String to,
    String content,
    String format,
    String sessionKey,
    Optional<String> idempotencyKey) {

  public HostMessage {
    requireNonNull(plugin, "plugin is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(sessionKey, "sessionKey is null");
    requireNonNull(idempotencyKey, "idempotencyKey is null");
  }

  /** A message with this content, and nothing else. */
  public static HostMessage to(String plugin, String content) {
    return new HostMessage(plugin, "", "", content, "", "", Optional.empty());
  }

  /** The same from one address to another. */
  public HostMessage between(String newFrom, String newTo) {
    return new HostMessage(plugin, newFrom, newTo, content, format, sessionKey, idempotencyKey);
  }

  /** The same in this format, such as {@code text/plain}. */
  public HostMessage in(String newFormat) {
    return new HostMessage(plugin, from, to, content, newFormat, sessionKey, idempotencyKey);
  }

  /** The same in this session. */
  public HostMessage inSession(String newSessionKey) {
    return new HostMessage(plugin, from, to, content, format, newSessionKey, idempotencyKey);
  }

  /** The same under this key. */
  public HostMessage underKey(String newKey) {
    return new HostMessage(plugin, from, to, content, format, sessionKey, Optional.of(newKey));
  }

  /** Hides the texts. */
  @Override
  public String toString() {
    return "HostMessage[plugin=%s]".formatted(plugin);
  }
}
