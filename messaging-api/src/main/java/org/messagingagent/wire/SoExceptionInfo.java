package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/**
 * Why a request was refused (contract: {@code SoExceptionInfo}): the header {@code ExceptionInfo},
 * and the detail of a Fault.
 */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "SoExceptionInfo",
    propOrder = {
      "message",
      "stackTrace",
      "friendlyText",
      "exceptionType",
      "source",
      "innerException",
      "parameters"
    })
public final class SoExceptionInfo {
  /** What happened, with the offending value, and the way out. */
  @XmlElement(name = "Message", nillable = true)
  public String message;

  /** Always null from this server. */
  @XmlElement(name = "StackTrace", nillable = true)
  public String stackTrace;

  /** What happened, in general terms, for an end user. */
  @XmlElement(name = "FriendlyText", nillable = true)
  public String friendlyText;

  /** A stable error code for programs, such as {@code PLUGIN_NOT_INSTALLED}. */
  @XmlElement(name = "ExceptionType", nillable = true)
  public String exceptionType;

  /** The service that refused: {@code Messaging} or {@code SoPrincipal}. */
  @XmlElement(name = "Source", nillable = true)
  public String source;

  /** Always null from this server. */
  @XmlElement(name = "InnerException", nillable = true)
  public SoExceptionInfo innerException;

  /** The offending fields and their values; null or empty for none. */
  @XmlElementWrapper(name = "Parameters", nillable = true)
  @XmlElement(name = "SoExceptionInfoParametersKeyValuePair")
  public List<SoExceptionInfoParametersKeyValuePair> parameters;
}
