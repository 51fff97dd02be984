package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** The reply of {@link Messaging#createMessage}: the message is stored, and will be handled. */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "CreateMessageResponse")
@XmlType(name = "")
public final class CreateMessageResponse {}
