package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The request of {@link Messaging#createMessage}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "CreateMessage")
@XmlType(
    name = "",
    propOrder = {"incomingMessage"})
public final class CreateMessage {
  /** The message; must be there. */
  @XmlElement(name = "IncomingMessage", nillable = true)
  public IncomingMessage incomingMessage;
}
