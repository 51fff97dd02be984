package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** An entry of the data to authenticate by (contract: {@code AuthenticationGenericData}). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "",
    propOrder = {"key", "value"})
public final class AuthenticationGenericDataKeyValuePair {
  /** The key. */
  @XmlElement(name = "Key", required = true, nillable = true)
  public String key;

  /** The value; null is empty. */
  @XmlElement(name = "Value", required = true, nillable = true)
  public String value;
}
