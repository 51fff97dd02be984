package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** A message to send through a plugin (contract: {@code OutgoingMessage}). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "OutgoingMessage",
    propOrder = {"from", "to", "content", "format", "parentMessagingId", "suggestedSessionKey"})
public final class OutgoingMessage extends Carrier {
  /** The sender's address: for SMS a number or a text, as the provider has it; may be empty. */
  @XmlElement(name = "From", nillable = true)
  public String from;

  /** The receiver's address, such as a phone number or an e-mail address; may be empty. */
  @XmlElement(name = "To", nillable = true)
  public String to;

  /** The body of the message; may be empty. */
  @XmlElement(name = "Content", nillable = true)
  public String content;

  /** The format of the content, one that the plugin supports; empty for the plugin's own choice. */
  @XmlElement(name = "Format", nillable = true)
  public String format;

  /** The outgoing message that this one follows, by its messaging id; 0 or absent for none. */
  @XmlElement(name = "ParentMessagingId")
  public Integer parentMessagingId;

  /** The session key to use unless the plugin has its own; empty for one that the server makes. */
  @XmlElement(name = "SuggestedSessionKey", nillable = true)
  public String suggestedSessionKey;
}
