package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The request of {@link SoPrincipal#authenticateWithAccessToken}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "AuthenticateWithAccessToken")
@XmlType(
    name = "",
    propOrder = {"accessToken"})
public final class AuthenticateWithAccessToken {
  /** An access token that the server issued; a secret. */
  @XmlElement(name = "AccessToken", nillable = true)
  public String accessToken;
}
