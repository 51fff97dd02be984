package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The reply of {@link SoPrincipal#getSystemInfo}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "GetSystemInfoResponse")
@XmlType(
    name = "",
    propOrder = {"systemInfo"})
public final class GetSystemInfoResponse {
  /** What the service is. */
  @XmlElement(name = "SystemInfo", nillable = true)
  public SoSystemInfoCarrier systemInfo;
}
