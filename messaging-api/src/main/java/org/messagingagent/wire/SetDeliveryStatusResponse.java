package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The reply of {@link Messaging#setDeliveryStatus}: the report is stored. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "SetDeliveryStatusResponse")
@XmlType(name = "")
public final class SetDeliveryStatusResponse {}
