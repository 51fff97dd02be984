package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The request of {@link Messaging#setDeliveryStatus}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "SetDeliveryStatus")
@XmlType(
    name = "",
    propOrder = {"plugin", "externalMessageId", "status", "statusDescription"})
public final class SetDeliveryStatus {
  /** The plugin that sent the message, compared exactly. */
  @XmlElement(name = "Plugin", nillable = true)
  public String plugin;

  /** The gateway's id of the message. */
  @XmlElement(name = "ExternalMessageId", nillable = true)
  public String externalMessageId;

  /** 0 not sent, 1 sent, 2 delivery error, 3 received, 4 replied; must be there. */
  @XmlElement(name = "Status")
  public Integer status;

  /** Why; may be empty. */
  @XmlElement(name = "StatusDescription", nillable = true)
  public String statusDescription;
}
