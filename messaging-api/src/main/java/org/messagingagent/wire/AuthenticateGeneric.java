package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** The request of {@link SoPrincipal#authenticateGeneric}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "AuthenticateGeneric")
@XmlType(
    name = "",
    propOrder = {"authenticationData"})
public final class AuthenticateGeneric {
  /** What to authenticate by; keys are unique. */
  @XmlElementWrapper(name = "AuthenticationData", nillable = true)
  @XmlElement(name = "AuthenticationGenericDataKeyValuePair")
  public List<AuthenticationGenericDataKeyValuePair> authenticationData;
}
