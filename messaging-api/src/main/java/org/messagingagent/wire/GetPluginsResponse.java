package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;

/** The reply of {@link Messaging#getPlugins}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "GetPluginsResponse")
@XmlType(
    name = "",
    propOrder = {"response"})
public final class GetPluginsResponse {
  /** The installed plugins, by name. */
  @XmlElementWrapper(name = "Response", nillable = true)
  @XmlElement(name = "ProviderInfo", nillable = true)
  public List<ProviderInfo> response;
}
