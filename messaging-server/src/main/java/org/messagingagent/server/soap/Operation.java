package org.messagingagent.server.soap;

import static org.messagingagent.server.soap.Shape.integer;
import static org.messagingagent.server.soap.Shape.item;
import static org.messagingagent.server.soap.Shape.itemInteger;
import static org.messagingagent.server.soap.Shape.struct;
import static org.messagingagent.server.soap.Shape.text;
import static org.messagingagent.server.soap.SoapService.MESSAGING;
import static org.messagingagent.server.soap.SoapService.SO_PRINCIPAL;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The operations, by the name of their request element, and what a request may hold. */
enum Operation {
  CREATE_MESSAGE(
      MESSAGING,
      73,
      "CreateMessageResponse",
      struct(
          "CreateMessage",
          struct(
              "IncomingMessage",
              text("To"),
              text("From"),
              text("Content"),
              text("Format"),
              text("SessionKey"),
              text("Plugin")))),
  GET_DELIVERY_STATUS(
      MESSAGING,
      73,
      "GetDeliveryStatusResponse",
      struct("GetDeliveryStatus", struct("MessagingIds", itemInteger("int")))),
  SET_DELIVERY_STATUS(
      MESSAGING,
      73,
      "SetDeliveryStatusResponse",
      struct(
          "SetDeliveryStatus",
          text("Plugin"),
          text("ExternalMessageId"),
          integer("Status"),
          text("StatusDescription"))),
  SEND_MESSAGES(
      MESSAGING,
      73,
      "SendMessagesResponse",
      struct("SendMessages", text("Plugin"), outgoingMessages())),
  SEND_MESSAGES_WITH_CONFIG(
      MESSAGING,
      82,
      "SendMessagesWithConfigResponse",
      struct(
          "SendMessagesWithConfig",
          text("Plugin"),
          outgoingMessages(),
          struct("Config", item("StringKeyValuePair", text("Key"), text("Value"))))),
  GET_PLUGINS(MESSAGING, 73, "GetPluginsResponse", struct("GetPlugins")),

  GET_SYSTEM_INFO(SO_PRINCIPAL, 73, "GetSystemInfoResponse", struct("GetSystemInfo")),
  AUTHENTICATE_IMPLICIT(SO_PRINCIPAL, 73, "AuthenticateResponse", struct("AuthenticateImplicit")),
  AUTHENTICATE_USERNAME_PASSWORD(
      SO_PRINCIPAL,
      73,
      "AuthenticateResponse",
      struct("AuthenticateUsernamePassword", text("UserName"), text("Password"))),
  AUTHENTICATE_GENERIC(
      SO_PRINCIPAL,
      73,
      "AuthenticateResponse",
      struct(
          "AuthenticateGeneric",
          struct(
              "AuthenticationData",
              item("AuthenticationGenericDataKeyValuePair", text("Key"), text("Value"))))),
  AUTHENTICATE_WITH_ACCESS_TOKEN(
      SO_PRINCIPAL,
      86,
      "AuthenticateResponse",
      struct("AuthenticateWithAccessToken", text("AccessToken")));

  private static final Map<String, Operation> BY_NAME = new HashMap<>();

  static {
    for (Operation operation : values()) {
      BY_NAME.put(operation.requestName(), operation);
    }
  }

  private final SoapService service;
  private final int since;
  private final String replyName;
  private final Shape request;

  Operation(SoapService service, int since, String replyName, Shape request) {
    this.service = service;
    this.since = since;
    this.replyName = replyName;
    this.request = request;
  }

  /** The operation of this request element, in whichever service and contract. */
  static Optional<Operation> named(String requestName) {
    return Optional.ofNullable(BY_NAME.get(requestName));
  }

  SoapService service() {
    return service;
  }

  /** Whether the contract of this number has it. */
  boolean isIn(int number) {
    return number >= since;
  }

  /** The local name of the request element. */
  String requestName() {
    return request.name();
  }

  /** The local name of the reply element. */
  String replyName() {
    return replyName;
  }

  /** What the request element may hold. */
  Shape request() {
    return request;
  }

  private static Shape outgoingMessages() {
    return struct(
        "OutgoingMessages",
        item(
            "OutgoingMessage",
            text("From"),
            text("To"),
            text("Content"),
            text("Format"),
            integer("ParentMessagingId"),
            text("SuggestedSessionKey")));
  }
}
