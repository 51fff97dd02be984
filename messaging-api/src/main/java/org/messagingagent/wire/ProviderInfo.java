package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** An installed plugin (contract: {@code ProviderInfo}). */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
    name = "ProviderInfo",
    propOrder = {"name", "supportedMessagingFormats", "supportsConfig"})
public final class ProviderInfo extends Carrier {
  /** The name by which messages address it. */
  @XmlElement(name = "Name", nillable = true)
  public String name;

  /** The formats that it takes; empty for any. */
  @XmlElementWrapper(name = "SupportedMessagingFormats", nillable = true)
  @XmlElement(name = "string", namespace = Namespaces.ARRAYS, nillable = true)
  public List<String> supportedMessagingFormats;

  /** Whether it takes a configuration with a call. Absent in Services73 to Services81. */
  @XmlElement(name = "SupportsConfig")
  public Boolean supportsConfig;
}
