package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlType;

/**
 * What the contract's carriers have in common. Its members, {@code TableRight} and {@code
 * FieldProperties}, are optional and say what a user may do with the fields; this product neither
 * fills nor reads them.
 */
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(name = "Carrier")
public abstract class Carrier {}
