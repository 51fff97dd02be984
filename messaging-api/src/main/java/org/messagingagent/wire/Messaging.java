package org.messagingagent.wire;

import jakarta.jws.WebMethod;
import jakarta.jws.WebParam;
import jakarta.jws.WebResult;
import jakarta.jws.WebService;
import jakarta.jws.soap.SOAPBinding;
import jakarta.xml.ws.Holder;

/**
 * The service {@code Messaging.svc}: takes incoming messages, sends outgoing ones through plugins,
 * and knows what became of them.
 *
 * <p>Each operation has the same headers. In: {@code applicationToken} (the calling application, or
 * null), {@code credentials} (the ticket of a log-on) and {@code timeZone} (or null). Out: {@code
 * exceptionInfo} (null unless the request was refused), {@code extraInfo} (further facts, or null;
 * not in Services73), {@code succeeded} (false where the request was refused) and {@code timeZone}
 * (null). A refused request is a SOAP Fault with an {@link SoExceptionInfo} as its detail, or, from
 * a server that is set to wrap exceptions, an empty reply with {@code succeeded} false and {@code
 * exceptionInfo} filled.
 */
@WebService(name = "Messaging", targetNamespace = Namespaces.SERVICE)
@SOAPBinding(parameterStyle = SOAPBinding.ParameterStyle.BARE)
public interface Messaging {

  /** Hands in an incoming message. The reply means: stored, and will be handled at least once. */
  @WebMethod(
      operationName = "CreateMessage",
      action = Namespaces.SERVICE + "/Messaging/CreateMessage")
  @WebResult(
      name = "CreateMessageResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  CreateMessageResponse createMessage(
      @WebParam(
              name = "CreateMessage",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          CreateMessage request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
      @WebParam(
              name = "Credentials",
              targetNamespace = Namespaces.SERVICE,
              partName = "Credentials",
              header = true)
          SoCredentials credentials,
      @WebParam(
              name = "ExceptionInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExceptionInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExceptionInfo> exceptionInfo,
      @WebParam(
              name = "ExtraInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExtraInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExtraInfo> extraInfo,
      @WebParam(
              name = "Succeeded",
              targetNamespace = Namespaces.SERVICE,
              partName = "Succeeded",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<Boolean> succeeded,
      @WebParam(
              name = "TimeZone",
              targetNamespace = Namespaces.SERVICE,
              partName = "TimeZone",
              header = true,
              mode = WebParam.Mode.INOUT)
          Holder<SoTimeZone> timeZone);

  /** What became of outgoing messages: one status an id, in order. An unknown id has status 0. */
  @WebMethod(
      operationName = "GetDeliveryStatus",
      action = Namespaces.SERVICE + "/Messaging/GetDeliveryStatus")
  @WebResult(
      name = "GetDeliveryStatusResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  GetDeliveryStatusResponse getDeliveryStatus(
      @WebParam(
              name = "GetDeliveryStatus",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          GetDeliveryStatus request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
      @WebParam(
              name = "Credentials",
              targetNamespace = Namespaces.SERVICE,
              partName = "Credentials",
              header = true)
          SoCredentials credentials,
      @WebParam(
              name = "ExceptionInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExceptionInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExceptionInfo> exceptionInfo,
      @WebParam(
              name = "ExtraInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExtraInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExtraInfo> extraInfo,
      @WebParam(
              name = "Succeeded",
              targetNamespace = Namespaces.SERVICE,
              partName = "Succeeded",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<Boolean> succeeded,
      @WebParam(
              name = "TimeZone",
              targetNamespace = Namespaces.SERVICE,
              partName = "TimeZone",
              header = true,
              mode = WebParam.Mode.INOUT)
          Holder<SoTimeZone> timeZone);

  /** Reports what became of an outgoing message, by its plugin and external id. */
  @WebMethod(
      operationName = "SetDeliveryStatus",
      action = Namespaces.SERVICE + "/Messaging/SetDeliveryStatus")
  @WebResult(
      name = "SetDeliveryStatusResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  SetDeliveryStatusResponse setDeliveryStatus(
      @WebParam(
              name = "SetDeliveryStatus",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          SetDeliveryStatus request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
      @WebParam(
              name = "Credentials",
              targetNamespace = Namespaces.SERVICE,
              partName = "Credentials",
              header = true)
          SoCredentials credentials,
      @WebParam(
              name = "ExceptionInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExceptionInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExceptionInfo> exceptionInfo,
      @WebParam(
              name = "ExtraInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExtraInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExtraInfo> extraInfo,
      @WebParam(
              name = "Succeeded",
              targetNamespace = Namespaces.SERVICE,
              partName = "Succeeded",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<Boolean> succeeded,
      @WebParam(
              name = "TimeZone",
              targetNamespace = Namespaces.SERVICE,
              partName = "TimeZone",
              header = true,
              mode = WebParam.Mode.INOUT)
          Holder<SoTimeZone> timeZone);

  /** Sends messages through a plugin: one status a message, in order. */
  @WebMethod(
      operationName = "SendMessages",
      action = Namespaces.SERVICE + "/Messaging/SendMessages")
  @WebResult(
      name = "SendMessagesResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  SendMessagesResponse sendMessages(
      @WebParam(
              name = "SendMessages",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          SendMessages request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
      @WebParam(
              name = "Credentials",
              targetNamespace = Namespaces.SERVICE,
              partName = "Credentials",
              header = true)
          SoCredentials credentials,
      @WebParam(
              name = "ExceptionInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExceptionInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExceptionInfo> exceptionInfo,
      @WebParam(
              name = "ExtraInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExtraInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExtraInfo> extraInfo,
      @WebParam(
              name = "Succeeded",
              targetNamespace = Namespaces.SERVICE,
              partName = "Succeeded",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<Boolean> succeeded,
      @WebParam(
              name = "TimeZone",
              targetNamespace = Namespaces.SERVICE,
              partName = "TimeZone",
              header = true,
              mode = WebParam.Mode.INOUT)
          Holder<SoTimeZone> timeZone);

  /** As {@link #sendMessages}, with a configuration for the plugin. From Services82 on. */
  @WebMethod(
      operationName = "SendMessagesWithConfig",
      action = Namespaces.SERVICE + "/Messaging/SendMessagesWithConfig")
  @WebResult(
      name = "SendMessagesWithConfigResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  SendMessagesWithConfigResponse sendMessagesWithConfig(
      @WebParam(
              name = "SendMessagesWithConfig",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          SendMessagesWithConfig request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
      @WebParam(
              name = "Credentials",
              targetNamespace = Namespaces.SERVICE,
              partName = "Credentials",
              header = true)
          SoCredentials credentials,
      @WebParam(
              name = "ExceptionInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExceptionInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExceptionInfo> exceptionInfo,
      @WebParam(
              name = "ExtraInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExtraInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExtraInfo> extraInfo,
      @WebParam(
              name = "Succeeded",
              targetNamespace = Namespaces.SERVICE,
              partName = "Succeeded",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<Boolean> succeeded,
      @WebParam(
              name = "TimeZone",
              targetNamespace = Namespaces.SERVICE,
              partName = "TimeZone",
              header = true,
              mode = WebParam.Mode.INOUT)
          Holder<SoTimeZone> timeZone);

  /** The installed plugins. */
  @WebMethod(operationName = "GetPlugins", action = Namespaces.SERVICE + "/Messaging/GetPlugins")
  @WebResult(
      name = "GetPluginsResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  GetPluginsResponse getPlugins(
      @WebParam(name = "GetPlugins", targetNamespace = Namespaces.SERVICE, partName = "parameters")
          GetPlugins request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
      @WebParam(
              name = "Credentials",
              targetNamespace = Namespaces.SERVICE,
              partName = "Credentials",
              header = true)
          SoCredentials credentials,
      @WebParam(
              name = "ExceptionInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExceptionInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExceptionInfo> exceptionInfo,
      @WebParam(
              name = "ExtraInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "ExtraInfo",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<SoExtraInfo> extraInfo,
      @WebParam(
              name = "Succeeded",
              targetNamespace = Namespaces.SERVICE,
              partName = "Succeeded",
              header = true,
              mode = WebParam.Mode.OUT)
          Holder<Boolean> succeeded,
      @WebParam(
              name = "TimeZone",
              targetNamespace = Namespaces.SERVICE,
              partName = "TimeZone",
              header = true,
              mode = WebParam.Mode.INOUT)
          Holder<SoTimeZone> timeZone);
}
