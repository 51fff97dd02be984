package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** The service as it presents itself (contract: {@code SoSystemInfoCarrier}, in part). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "SoSystemInfoCarrier",
    propOrder = {"description"})
public final class SoSystemInfoCarrier extends Carrier {
  /** The name of the product and the contracts that it speaks. */
  @XmlElement(name = "Description", nillable = true)
  public String description;
}
