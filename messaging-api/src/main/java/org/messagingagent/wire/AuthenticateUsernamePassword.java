package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The request of {@link SoPrincipal#authenticateUsernamePassword}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "AuthenticateUsernamePassword")
@XmlType(
    name = "",
    propOrder = {"userName", "password"})
public final class AuthenticateUsernamePassword {
  /** The name of the user, or a valid ticket with an empty password. */
  @XmlElement(name = "UserName", nillable = true)
  public String userName;

  /** The password; a secret. */
  @XmlElement(name = "Password", nillable = true)
  public String password;
}
