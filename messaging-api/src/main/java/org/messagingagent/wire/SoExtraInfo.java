package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** The header {@code ExtraInfo} (contract: {@code SoExtraInfo}); not in Services73. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "SoExtraInfo",
    propOrder = {"pairs"})
public final class SoExtraInfo {
  /** The facts; null or empty for none. */
  @XmlElement(name = "ExtraInfoNameValuePair")
  public List<ExtraInfoNameValuePair> pairs;
}
