package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** The user who logged on (contract: {@code SoPrincipalCarrier}, in part). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "SoPrincipalCarrier",
    propOrder = {"userType", "associate"})
public final class SoPrincipalCarrier {
  /** What kind of user it is. */
  @XmlElement(name = "UserType")
  public UserType userType;

  /** The name by which the user logs on. */
  @XmlElement(name = "Associate", nillable = true)
  public String associate;
}
