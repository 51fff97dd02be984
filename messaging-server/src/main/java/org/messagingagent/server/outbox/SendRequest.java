package org.messagingagent.server.outbox;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.RequestKey;

/**
 * Messages to be sent in one call.
 *
 * @param plugin one that sends
 * @param config for the plugin, where it is called with one
 * @param requestKey with it, the same request is sent once
 */
public record SendRequest(
    InstalledPlugin plugin,
    String user,
    List<Item> messages,
    Optional<Map<String, String>> config,
    Optional<RequestKey> requestKey) {

  public SendRequest {
    requireNonNull(plugin, "plugin is null");
    requireNonNull(user, "user is null");
    messages = List.copyOf(messages);
    config = config.map(Map::copyOf);
    requireNonNull(requestKey, "requestKey is null");
  }

  /** One message; absent texts are empty. */
  public record Item(
      String from,
      String to,
      String content,
      String format,
      OptionalInt parentMessagingId,
      String suggestedSessionKey) {}
}
