package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** What became of an outgoing message (contract: {@code MessageDeliveryStatus}). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "MessageDeliveryStatus",
    propOrder = {"status", "statusDescription", "messagingId"})
public final class MessageDeliveryStatus extends Carrier {
  /** 0 not sent, 1 sent, 2 delivery error, 3 received, 4 replied. */
  @XmlElement(name = "Status")
  public Integer status;

  /**
   * Why. That of a failure starts with {@code REJECTED:}, {@code NOT_SENT:} or {@code
   * OUTCOME_UNKNOWN:}.
   */
  @XmlElement(name = "StatusDescription", nillable = true)
  public String statusDescription;

  /**
   * The message: positive and unique on its server. For an unknown id, the id that was asked for.
   */
  @XmlElement(name = "MessagingId")
  public Integer messagingId;
}
