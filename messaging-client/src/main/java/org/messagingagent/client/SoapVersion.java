package org.messagingagent.client;

/** The SOAP version of what the client writes. It reads both, whichever the server answers in. */
public enum SoapVersion {
  /** The contract's own; understood by each server. */
  SOAP_1_1("http://schemas.xmlsoap.org/soap/envelope/"),
  /** Taken by this project's server; the original's published examples are written so. */
  SOAP_1_2("http://www.w3.org/2003/05/soap-envelope");

  private final String namespace;

  SoapVersion(String namespace) {
    this.namespace = namespace;
  }

  String namespace() {
    return namespace;
  }

  String contentType(String action) {
    return switch (this) {
      case SOAP_1_1 -> "text/xml; charset=utf-8";
      case SOAP_1_2 -> "application/soap+xml; charset=utf-8; action=\"" + action + '"';
    };
  }

  static boolean isEnvelope(String uri) {
    return SOAP_1_1.namespace.equals(uri) || SOAP_1_2.namespace.equals(uri);
  }
}
