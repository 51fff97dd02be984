package org.messagingagent.client.testkit;

import java.util.Map;

/** What a call asks of the server, whatever the number of its contract. */
public enum Operation {
  /** CreateMessage. */
  CREATE_MESSAGE,
  /** SendMessages. */
  SEND_MESSAGES,
  /** SendMessagesWithConfig. */
  SEND_MESSAGES_WITH_CONFIG,
  /** GetDeliveryStatus. */
  GET_DELIVERY_STATUS,
  /** SetDeliveryStatus. */
  SET_DELIVERY_STATUS,
  /** GetPlugins. */
  GET_PLUGINS,
  /** Any of the log-ons of SoPrincipal, such as AuthenticateUsernamePassword. */
  LOG_ON,
  /** GetSystemInfo. */
  GET_SYSTEM_INFO,
  /** Anything else: a WSDL, a health check, what is no SOAP. */
  OTHER;

  private static final Map<String, Operation> BY_ELEMENT =
      Map.of(
          "CreateMessage", CREATE_MESSAGE,
          "SendMessages", SEND_MESSAGES,
          "SendMessagesWithConfig", SEND_MESSAGES_WITH_CONFIG,
          "GetDeliveryStatus", GET_DELIVERY_STATUS,
          "SetDeliveryStatus", SET_DELIVERY_STATUS,
          "GetPlugins", GET_PLUGINS,
          "GetSystemInfo", GET_SYSTEM_INFO);

  /** Whether it is one of the six of the service {@code Messaging}. */
  public boolean isMessaging() {
    return switch (this) {
      case CREATE_MESSAGE,
          SEND_MESSAGES,
          SEND_MESSAGES_WITH_CONFIG,
          GET_DELIVERY_STATUS,
          SET_DELIVERY_STATUS,
          GET_PLUGINS ->
          true;
      case LOG_ON, GET_SYSTEM_INFO, OTHER -> false;
    };
  }

  /** That of a request whose Body holds this element. */
  static Operation of(String element) {
    return element.startsWith("Authenticate") ? LOG_ON : BY_ELEMENT.getOrDefault(element, OTHER);
  }
}
