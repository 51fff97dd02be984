package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** The header {@code TimeZone} (contract: {@code SoTimeZone}). Without meaning for messages. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "SoTimeZone",
    propOrder = {"soTimeZoneId", "soTimeZoneLocationCode"})
public final class SoTimeZone {
  /** The id of a time zone. */
  @XmlElement(name = "SoTimeZoneId")
  public Integer soTimeZoneId;

  /** The code of a location in the time zone. */
  @XmlElement(name = "SoTimeZoneLocationCode", nillable = true)
  public String soTimeZoneLocationCode;
}
