package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** A message that another system hands in (contract: {@code IncomingMessage}). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "IncomingMessage",
    propOrder = {"to", "from", "content", "format", "sessionKey", "plugin"})
public final class IncomingMessage extends Carrier {
  /** The receiver's address, such as a phone number or an e-mail address; may be empty. */
  @XmlElement(name = "To", nillable = true)
  public String to;

  /** The sender's address; may be empty. */
  @XmlElement(name = "From", nillable = true)
  public String from;

  /** The body of the message, kept exactly as it is; may be empty. */
  @XmlElement(name = "Content", nillable = true)
  public String content;

  /** The format of the content, one that the plugin supports; empty for the plugin's own choice. */
  @XmlElement(name = "Format", nillable = true)
  public String format;

  /** What keeps the messages of a conversation together, and in order; empty for none. */
  @XmlElement(name = "SessionKey", nillable = true)
  public String sessionKey;

  /** The name of the plugin that is to handle it, compared exactly. */
  @XmlElement(name = "Plugin", nillable = true)
  public String plugin;
}
