package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A message that a caller had sent with SendMessages or SendMessagesWithConfig, as its plugin was
 * given it; once, however often the plugin was asked to try again. What the caller left out is
 * empty.
 *
 * @param messagingId the server's id of it, which the caller has from the answer
 * @param plugin the plugin that sent it
 * @param externalId under which the plugin takes it, as a gateway would, unless the test says
 *     otherwise; reports name it
 * @param config of SendMessagesWithConfig; empty in other calls
 */
public record SentMessage(
    int messagingId,
    String plugin,
    String from,
    String to,
    String content,
    String format,
    OptionalInt parentMessagingId,
    String suggestedSessionKey,
    String externalId,
    Map<String, String> config) {

  public SentMessage {
    requireNonNull(plugin, "plugin is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(content, "content is null");
    requireNonNull(format, "format is null");
    requireNonNull(parentMessagingId, "parentMessagingId is null");
    requireNonNull(suggestedSessionKey, "suggestedSessionKey is null");
    requireNonNull(externalId, "externalId is null");
    config = Map.copyOf(config);
  }

  static SentMessage of(
      String plugin, org.messagingagent.spi.OutgoingMessage message, Map<String, String> config) {
    return new SentMessage(
        message.messagingId(),
        plugin,
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        message.parentMessagingId(),
        message.suggestedSessionKey().orElse(""),
        "ext-" + message.messagingId(),
        config);
  }
}
