package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** The request of {@link Messaging#getDeliveryStatus}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "GetDeliveryStatus")
@XmlType(
    name = "",
    propOrder = {"messagingIds"})
public final class GetDeliveryStatus {
  /** The messages to tell of; null or empty for none. */
  @XmlElementWrapper(name = "MessagingIds", nillable = true)
  @XmlElement(name = "int", namespace = Namespaces.ARRAYS)
  public List<Integer> messagingIds;
}
