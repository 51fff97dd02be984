package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The request of {@link Messaging#getPlugins}. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "GetPlugins")
@XmlType(name = "")
public final class GetPlugins {}
