package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** The request of {@link Messaging#sendMessagesWithConfig}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "SendMessagesWithConfig")
@XmlType(
    name = "",
    propOrder = {"plugin", "outgoingMessages", "config"})
public final class SendMessagesWithConfig {
  /** The name of the plugin to send through, compared exactly. */
  @XmlElement(name = "Plugin", nillable = true)
  public String plugin;

  /** The messages; null or empty for none. */
  @XmlElementWrapper(name = "OutgoingMessages", nillable = true)
  @XmlElement(name = "OutgoingMessage", nillable = true)
  public List<OutgoingMessage> outgoingMessages;

  /** What the plugin is to be configured with, for this call; keys are unique. */
  @XmlElementWrapper(name = "Config", nillable = true)
  @XmlElement(name = "StringKeyValuePair")
  public List<StringKeyValuePair> config;
}
