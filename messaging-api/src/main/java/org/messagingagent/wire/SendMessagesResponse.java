package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** The reply of {@link Messaging#sendMessages}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "SendMessagesResponse")
@XmlType(
    name = "",
    propOrder = {"response"})
public final class SendMessagesResponse {
  /** One status a message, in the order of the messages. */
  @XmlElementWrapper(name = "Response", nillable = true)
  @XmlElement(name = "MessageDeliveryStatus", nillable = true)
  public List<MessageDeliveryStatus> response;
}
