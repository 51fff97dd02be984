package org.messagingagent.client;

import java.util.List;
import java.util.Map;

/** The requests, member by member in the order of the contract. */
final class RequestBodies {

  private RequestBodies() {}

  static EnvelopeWriter.Body logOn(String user, String password) {
    return out ->
        out.open("AuthenticateUsernamePassword")
            .text("UserName", user)
            .text("Password", password)
            .close("AuthenticateUsernamePassword");
  }

  static EnvelopeWriter.Body createMessage(IncomingMessage message) {
    return out ->
        out.open("CreateMessage")
            .open("IncomingMessage")
            .text("To", message.to())
            .text("From", message.from())
            .text("Content", message.content())
            .text("Format", message.format())
            .text("SessionKey", message.sessionKey())
            .text("Plugin", message.plugin())
            .close("IncomingMessage")
            .close("CreateMessage");
  }

  static EnvelopeWriter.Body sendMessages(String plugin, List<OutgoingMessage> messages) {
    return out -> {
      out.open("SendMessages").text("Plugin", plugin);
      write(messages, out);
      out.close("SendMessages");
    };
  }

  static EnvelopeWriter.Body sendMessagesWithConfig(
      String plugin, List<OutgoingMessage> messages, Map<String, String> config) {
    return out -> {
      out.open("SendMessagesWithConfig").text("Plugin", plugin);
      write(messages, out);
      out.open("Config");
      config.forEach(
          (key, value) ->
              out.open("StringKeyValuePair")
                  .text("Key", key)
                  .text("Value", value)
                  .close("StringKeyValuePair"));
      out.close("Config").close("SendMessagesWithConfig");
    };
  }

  static EnvelopeWriter.Body getDeliveryStatus(List<Integer> messagingIds) {
    return out -> {
      out.open("GetDeliveryStatus").open("MessagingIds");
      messagingIds.forEach(out::item);
      out.close("MessagingIds").close("GetDeliveryStatus");
    };
  }

  static EnvelopeWriter.Body setDeliveryStatus(
      String plugin, String externalMessageId, int status, String description) {
    return out ->
        out.open("SetDeliveryStatus")
            .text("Plugin", plugin)
            .text("ExternalMessageId", externalMessageId)
            .number("Status", status)
            .text("StatusDescription", description)
            .close("SetDeliveryStatus");
  }

  static EnvelopeWriter.Body getPlugins() {
    return out -> out.open("GetPlugins").close("GetPlugins");
  }

  private static void write(List<OutgoingMessage> messages, EnvelopeWriter out) {
    out.open("OutgoingMessages");
    for (OutgoingMessage message : messages) {
      out.open("OutgoingMessage")
          .text("From", message.from())
          .text("To", message.to())
          .text("Content", message.content())
          .text("Format", message.format());
      if (message.parentMessagingId().isPresent()) {
        out.number("ParentMessagingId", message.parentMessagingId().getAsInt());
      }
      out.text("SuggestedSessionKey", message.suggestedSessionKey()).close("OutgoingMessage");
    }
    out.close("OutgoingMessages");
  }
}
