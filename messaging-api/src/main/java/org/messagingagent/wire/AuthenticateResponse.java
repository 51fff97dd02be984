package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The reply of each log-on. A wrong password is such a reply too, and no error. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "AuthenticateResponse")
@XmlType(
    name = "",
    propOrder = {"response", "credentials", "authenticationSucceeded"})
public final class AuthenticateResponse {
  /** Who logged on; null where it did not succeed. */
  @XmlElement(name = "Response", nillable = true)
  public SoPrincipalCarrier response;

  /** The ticket for the calls to come; null where it did not succeed. */
  @XmlElement(name = "Credentials", nillable = true)
  public SoCredentials credentials;

  /** Whether the caller is who it says. */
  @XmlElement(name = "AuthenticationSucceeded")
  public Boolean authenticationSucceeded;
}
