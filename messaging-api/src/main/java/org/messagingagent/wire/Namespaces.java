package org.messagingagent.wire;

/** The namespaces of the contract. */
public final class Namespaces {

  /** What the namespace of each contract starts with; its number follows. */
  public static final String SERVICE_PREFIX =
      "http://www.superoffice.net/ws/crm/NetServer/Services";

  /** The namespace of the contract in which these types are written. */
  public static final String SERVICE = "http://www.superoffice.net/ws/crm/NetServer/Services87";

  /** The namespace of the items of arrays of numbers and texts. */
  public static final String ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

  private Namespaces() {}
}
