package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlEnum;
import jakarta.xml.bind.annotation.XmlEnumValue;
import jakarta.xml.bind.annotation.XmlType;

/** The kinds of users (contract: {@code UserType}). This server's users are internal. */
@XmlEnum
@XmlType(name = "UserType")
public enum UserType {
  @XmlEnumValue("Unknown")
  UNKNOWN,
  @XmlEnumValue("InternalAssociate")
  INTERNAL_ASSOCIATE,
  @XmlEnumValue("ResourceAssociate")
  RESOURCE_ASSOCIATE,
  @XmlEnumValue("ExternalAssociate")
  EXTERNAL_ASSOCIATE,
  @XmlEnumValue("AnonymousAssociate")
  ANONYMOUS_ASSOCIATE,
  @XmlEnumValue("SystemAssociate")
  SYSTEM_ASSOCIATE
}
