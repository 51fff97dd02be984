package org.messagingagent.server.soap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.DeliveryStatus;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.server.agent.PluginDescription;
import org.messagingagent.wire.CreateMessage;
import org.messagingagent.wire.CreateMessageResponse;
import org.messagingagent.wire.GetDeliveryStatus;
import org.messagingagent.wire.GetDeliveryStatusResponse;
import org.messagingagent.wire.GetPluginsResponse;
import org.messagingagent.wire.IncomingMessage;
import org.messagingagent.wire.MessageDeliveryStatus;
import org.messagingagent.wire.OutgoingMessage;
import org.messagingagent.wire.ProviderInfo;
import org.messagingagent.wire.SendMessages;
import org.messagingagent.wire.SendMessagesResponse;
import org.messagingagent.wire.SendMessagesWithConfig;
import org.messagingagent.wire.SendMessagesWithConfigResponse;
import org.messagingagent.wire.SetDeliveryStatus;
import org.messagingagent.wire.SetDeliveryStatusResponse;
import org.messagingagent.wire.StringKeyValuePair;

/** Translates between the contract's carriers and the agent's values, and does nothing else. */
final class MessagingOperations {

  private final MessagingAgent agent;

  MessagingOperations(MessagingAgent agent) {
    this.agent = agent;
  }

  CreateMessageResponse createMessage(Caller caller, CreateMessage request) {
    IncomingMessage message = request.incomingMessage;
    if (message == null) {
      throw missing("IncomingMessage");
    }
    agent.createMessage(
        caller,
        new IncomingDraft(
            Texts.read(message.to),
            Texts.read(message.from),
            Texts.read(message.content),
            Texts.read(message.format),
            Texts.read(message.sessionKey),
            Texts.read(message.plugin)));
    return new CreateMessageResponse();
  }

  GetDeliveryStatusResponse getDeliveryStatus(Caller caller, GetDeliveryStatus request) {
    GetDeliveryStatusResponse response = new GetDeliveryStatusResponse();
    response.response = carriers(agent.getDeliveryStatus(caller, orEmpty(request.messagingIds)));
    return response;
  }

  SetDeliveryStatusResponse setDeliveryStatus(Caller caller, SetDeliveryStatus request) {
    if (request.status == null) {
      throw missing("Status");
    }
    agent.setDeliveryStatus(
        caller,
        Texts.read(request.plugin),
        Texts.read(request.externalMessageId),
        request.status,
        Texts.read(request.statusDescription));
    return new SetDeliveryStatusResponse();
  }

  SendMessagesResponse sendMessages(Caller caller, SendMessages request) {
    SendMessagesResponse response = new SendMessagesResponse();
    response.response =
        carriers(
            agent.sendMessages(
                caller, Texts.read(request.plugin), drafts(request.outgoingMessages)));
    return response;
  }

  SendMessagesWithConfigResponse sendMessagesWithConfig(
      Caller caller, SendMessagesWithConfig request) {
    SendMessagesWithConfigResponse response = new SendMessagesWithConfigResponse();
    response.response =
        carriers(
            agent.sendMessagesWithConfig(
                caller,
                Texts.read(request.plugin),
                drafts(request.outgoingMessages),
                config(orEmpty(request.config))));
    return response;
  }

  /**
   * The installed plugins.
   *
   * @param contract the number of the caller's contract
   */
  GetPluginsResponse getPlugins(Caller caller, int contract) {
    boolean tellsConfig = Operation.SEND_MESSAGES_WITH_CONFIG.isIn(contract);
    GetPluginsResponse response = new GetPluginsResponse();
    response.response =
        agent.getPlugins(caller).stream().map(plugin -> carrier(plugin, tellsConfig)).toList();
    return response;
  }

  private static ProviderInfo carrier(PluginDescription plugin, boolean tellsConfig) {
    ProviderInfo carrier = new ProviderInfo();
    carrier.name = Texts.write(plugin.name());
    carrier.supportedMessagingFormats = plugin.formats().stream().map(Texts::write).toList();
    carrier.supportsConfig = tellsConfig ? plugin.supportsConfig() : null;
    return carrier;
  }

  private static List<MessageDeliveryStatus> carriers(List<DeliveryStatus> statuses) {
    return statuses.stream().map(MessagingOperations::carrier).toList();
  }

  private static MessageDeliveryStatus carrier(DeliveryStatus status) {
    MessageDeliveryStatus carrier = new MessageDeliveryStatus();
    carrier.status = status.status();
    carrier.statusDescription = Texts.write(status.description());
    carrier.messagingId = status.messagingId();
    return carrier;
  }

  private static List<OutgoingDraft> drafts(List<OutgoingMessage> messages) {
    return orEmpty(messages).stream().map(MessagingOperations::draft).toList();
  }

  private static OutgoingDraft draft(OutgoingMessage message) {
    return new OutgoingDraft(
        Texts.read(message.from),
        Texts.read(message.to),
        Texts.read(message.content),
        Texts.read(message.format),
        message.parentMessagingId == null || message.parentMessagingId == 0
            ? OptionalInt.empty()
            : OptionalInt.of(message.parentMessagingId),
        Texts.read(message.suggestedSessionKey));
  }

  private static Map<String, String> config(List<StringKeyValuePair> pairs) {
    Map<String, String> config = new LinkedHashMap<>();
    for (StringKeyValuePair pair : pairs) {
      Texts.putOnce(config, "Config", pair.key, pair.value);
    }
    return config;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static MessagingException missing(String field) {
    return new MessagingException(
        ErrorCode.INVALID_ARGUMENT,
        "The request has no %s: send one.".formatted(field),
        Map.of(field, ""));
  }
}
