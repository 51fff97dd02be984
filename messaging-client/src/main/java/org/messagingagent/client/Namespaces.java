package org.messagingagent.client;

/** The contract's namespaces. */
final class Namespaces {

  /** Followed by the contract's number. */
  static final String SERVICE_PREFIX = "http://www.superoffice.net/ws/crm/NetServer/Services";

  static final String ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
  static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

  /** Of the detail that WCF writes of an exception. */
  static final String WCF = "http://schemas.datacontract.org/2004/07/System.ServiceModel";

  private Namespaces() {}
}
