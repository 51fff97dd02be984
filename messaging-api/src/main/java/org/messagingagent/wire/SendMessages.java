package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** The request of {@link Messaging#sendMessages}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "SendMessages")
@XmlType(
    name = "",
    propOrder = {"plugin", "outgoingMessages"})
public final class SendMessages {
  /** The name of the plugin to send through, compared exactly. */
  @XmlElement(name = "Plugin", nillable = true)
  public String plugin;

  /** The messages; null or empty for none. */
  @XmlElementWrapper(name = "OutgoingMessages", nillable = true)
  @XmlElement(name = "OutgoingMessage", nillable = true)
  public List<OutgoingMessage> outgoingMessages;
}
