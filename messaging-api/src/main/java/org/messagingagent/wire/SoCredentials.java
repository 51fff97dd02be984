package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** The header {@code Credentials}: who calls (contract: {@code SoCredentials}). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "SoCredentials",
    propOrder = {"ticket"})
public final class SoCredentials {
  /** What a log-on gave, such as {@code 7T:…}; a secret, opaque to callers. */
  @XmlElement(name = "Ticket", nillable = true)
  public String ticket;
}
