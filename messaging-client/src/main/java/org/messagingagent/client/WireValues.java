package org.messagingagent.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.messagingagent.wire.GetPluginsResponse;
import org.messagingagent.wire.MessageDeliveryStatus;
import org.messagingagent.wire.ProviderInfo;
import org.messagingagent.wire.StringKeyValuePair;

/** Values as carriers, and carriers as values; what the server left out or made nil is empty. */
final class WireValues {

  private WireValues() {}

  static org.messagingagent.wire.IncomingMessage toWire(IncomingMessage message) {
    var wire = new org.messagingagent.wire.IncomingMessage();
    wire.to = message.to();
    wire.from = message.from();
    wire.content = message.content();
    wire.format = message.format();
    wire.sessionKey = message.sessionKey();
    wire.plugin = message.plugin();
    return wire;
  }

  static List<org.messagingagent.wire.OutgoingMessage> toWire(List<OutgoingMessage> messages) {
    List<org.messagingagent.wire.OutgoingMessage> list = new ArrayList<>(messages.size());
    for (OutgoingMessage message : messages) {
      var wire = new org.messagingagent.wire.OutgoingMessage();
      wire.from = message.from();
      wire.to = message.to();
      wire.content = message.content();
      wire.format = message.format();
      if (message.parentMessagingId().isPresent()) {
        wire.parentMessagingId = message.parentMessagingId().getAsInt();
      }
      wire.suggestedSessionKey = message.suggestedSessionKey();
      list.add(wire);
    }
    return list;
  }

  static List<StringKeyValuePair> toWire(Map<String, String> config) {
    List<StringKeyValuePair> pairs = new ArrayList<>();
    config.forEach(
        (key, value) -> {
          StringKeyValuePair pair = new StringKeyValuePair();
          pair.key = XmlText.require(key, "a key of config");
          pair.value = XmlText.require(value, "config " + key);
          pairs.add(pair);
        });
    return pairs;
  }

  /** The statuses of messages that were sent. */
  static List<DeliveryStatus> sent(List<MessageDeliveryStatus> reply, int messages) {
    List<MessageDeliveryStatus> statuses = orEmpty(reply);
    if (statuses.size() != messages) {
      UnexpectedAnswerException wrong = wrongLength(messages, statuses.size());
      throw new OutcomeUnknownException(wrong.getMessage(), wrong);
    }
    return statuses.stream()
        .map(status -> fromWire(status, 0, "OUTCOME_UNKNOWN: the server gave no status"))
        .toList();
  }

  /** The statuses of these ids. */
  static List<DeliveryStatus> found(List<MessageDeliveryStatus> reply, List<Integer> ids) {
    List<MessageDeliveryStatus> statuses = orEmpty(reply);
    if (statuses.size() != ids.size()) {
      throw wrongLength(ids.size(), statuses.size());
    }
    List<DeliveryStatus> found = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      found.add(fromWire(statuses.get(i), ids.get(i), "UNKNOWN_ID: the server has no status"));
    }
    return found;
  }

  static List<PluginInfo> plugins(GetPluginsResponse reply) {
    List<PluginInfo> plugins = new ArrayList<>();
    for (ProviderInfo plugin : orEmpty(reply.response)) {
      if (plugin != null) {
        plugins.add(
            new PluginInfo(
                orEmpty(plugin.name),
                orEmpty(plugin.supportedMessagingFormats).stream()
                    .filter(format -> format != null)
                    .toList(),
                Boolean.TRUE.equals(plugin.supportsConfig)));
      }
    }
    return List.copyOf(plugins);
  }

  private static UnexpectedAnswerException wrongLength(int asked, int got) {
    return new UnexpectedAnswerException(
        "The server gave %d statuses where %d were due".formatted(got, asked), null);
  }

  private static DeliveryStatus fromWire(
      MessageDeliveryStatus wire, int id, String descriptionOfNone) {
    if (wire == null) {
      return new DeliveryStatus(id, DeliveryStatus.Status.ERROR.code(), descriptionOfNone);
    }
    return new DeliveryStatus(
        wire.messagingId == null ? id : wire.messagingId,
        wire.status == null ? DeliveryStatus.Status.ERROR.code() : wire.status,
        orEmpty(wire.statusDescription));
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
