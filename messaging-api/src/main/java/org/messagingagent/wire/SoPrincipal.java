package org.messagingagent.wire;

import jakarta.jws.WebMethod;
import jakarta.jws.WebParam;
import jakarta.jws.WebResult;
import jakarta.jws.WebService;
import jakarta.jws.soap.SOAPBinding;
import jakarta.xml.ws.Holder;

/**
 * The service {@code SoPrincipal.svc}: logging on. A wrong password is no error, but a reply with
 * {@code authenticationSucceeded} false and without a ticket.
 *
 * <p>Each operation has the same headers. In: {@code applicationToken} (the calling application, or
 * null). Out: {@code exceptionInfo} (null unless the request was refused), {@code extraInfo}
 * (further facts, or null; not in Services73), {@code succeeded} (false where the request was
 * refused) and {@code timeZone} (null). A refused request is a SOAP Fault with an {@link
 * SoExceptionInfo} as its detail, or, from a server that is set to wrap exceptions, an empty reply
 * with {@code succeeded} false and {@code exceptionInfo} filled.
 */
@WebService(name = "SoPrincipal", targetNamespace = Namespaces.SERVICE)
@SOAPBinding(parameterStyle = SOAPBinding.ParameterStyle.BARE)
public interface SoPrincipal {

  /** What the service is and which contracts it speaks. Needs no ticket. */
  @WebMethod(
      operationName = "GetSystemInfo",
      action = Namespaces.SERVICE + "/SoPrincipal/GetSystemInfo")
  @WebResult(
      name = "GetSystemInfoResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  GetSystemInfoResponse getSystemInfo(
      @WebParam(
              name = "GetSystemInfo",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          GetSystemInfo request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
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
              mode = WebParam.Mode.OUT)
          Holder<SoTimeZone> timeZone);

  /** Logs on by the connection itself, where the server has a means for that. */
  @WebMethod(
      operationName = "AuthenticateImplicit",
      action = Namespaces.SERVICE + "/SoPrincipal/AuthenticateImplicit")
  @WebResult(
      name = "AuthenticateResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  AuthenticateResponse authenticateImplicit(
      @WebParam(
              name = "AuthenticateImplicit",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          AuthenticateImplicit request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
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
              mode = WebParam.Mode.OUT)
          Holder<SoTimeZone> timeZone);

  /** Logs on by user name and password, or by a valid ticket as user name and no password. */
  @WebMethod(
      operationName = "AuthenticateUsernamePassword",
      action = Namespaces.SERVICE + "/SoPrincipal/AuthenticateUsernamePassword")
  @WebResult(
      name = "AuthenticateResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  AuthenticateResponse authenticateUsernamePassword(
      @WebParam(
              name = "AuthenticateUsernamePassword",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          AuthenticateUsernamePassword request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
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
              mode = WebParam.Mode.OUT)
          Holder<SoTimeZone> timeZone);

  /** Logs on by keys and values, where the server has a means for that. */
  @WebMethod(
      operationName = "AuthenticateGeneric",
      action = Namespaces.SERVICE + "/SoPrincipal/AuthenticateGeneric")
  @WebResult(
      name = "AuthenticateResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  AuthenticateResponse authenticateGeneric(
      @WebParam(
              name = "AuthenticateGeneric",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          AuthenticateGeneric request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
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
              mode = WebParam.Mode.OUT)
          Holder<SoTimeZone> timeZone);

  /** Logs on by an access token that the server issued. From Services86 on. */
  @WebMethod(
      operationName = "AuthenticateWithAccessToken",
      action = Namespaces.SERVICE + "/SoPrincipal/AuthenticateWithAccessToken")
  @WebResult(
      name = "AuthenticateResponse",
      targetNamespace = Namespaces.SERVICE,
      partName = "parameters")
  AuthenticateResponse authenticateWithAccessToken(
      @WebParam(
              name = "AuthenticateWithAccessToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "parameters")
          AuthenticateWithAccessToken request,
      @WebParam(
              name = "ApplicationToken",
              targetNamespace = Namespaces.SERVICE,
              partName = "ApplicationToken",
              header = true)
          String applicationToken,
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
              mode = WebParam.Mode.OUT)
          Holder<SoTimeZone> timeZone);
}
