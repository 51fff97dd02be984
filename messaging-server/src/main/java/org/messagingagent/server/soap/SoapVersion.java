package org.messagingagent.server.soap;

import java.util.Locale;
import org.messagingagent.server.agent.ErrorCode;

/** What differs between SOAP 1.1 and 1.2. */
enum SoapVersion {
  V1_1(
      "http://schemas.xmlsoap.org/soap/envelope/",
      "text/xml; charset=utf-8",
      "actor",
      "http://schemas.xmlsoap.org/soap/actor/next",
      "http://schemas.xmlsoap.org/soap/actor/next"),
  V1_2(
      "http://www.w3.org/2003/05/soap-envelope",
      "application/soap+xml; charset=utf-8",
      "role",
      "http://www.w3.org/2003/05/soap-envelope/role/next",
      "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver");

  private final String namespace;
  private final String contentType;
  private final String roleAttribute;
  private final String nextRole;
  private final String ultimateRole;

  SoapVersion(
      String namespace,
      String contentType,
      String roleAttribute,
      String nextRole,
      String ultimateRole) {
    this.namespace = namespace;
    this.contentType = contentType;
    this.roleAttribute = roleAttribute;
    this.nextRole = nextRole;
    this.ultimateRole = ultimateRole;
  }

  /** The namespace of the envelope. */
  String namespace() {
    return namespace;
  }

  /** The Content-Type of replies. */
  String contentType() {
    return contentType;
  }

  /** The name of the attribute that says for whom a header is. */
  String roleAttribute() {
    return roleAttribute;
  }

  /** Whether a header for this role is for us (SOAP 1.1, 4.2.2; SOAP 1.2 part 1, 2.2). */
  boolean isForUs(String role) {
    return role == null || role.isEmpty() || role.equals(nextRole) || role.equals(ultimateRole);
  }

  /** The HTTP status of a fault (SOAP 1.1, 6.2; SOAP 1.2 part 2, table 20). */
  int httpStatus(ErrorCode code) {
    if (code == ErrorCode.TRY_AGAIN) {
      return 503;
    }
    boolean sender =
        this == V1_2 && code.fault() == ErrorCode.Fault.CALLER && code != ErrorCode.MUST_UNDERSTAND;
    return sender ? 400 : 500;
  }

  /** The local name of the fault code. */
  String faultCode(ErrorCode code) {
    if (code == ErrorCode.MUST_UNDERSTAND) {
      return "MustUnderstand";
    }
    return switch (code.fault()) {
      case CALLER -> this == V1_1 ? "Client" : "Sender";
      case SERVER -> this == V1_1 ? "Server" : "Receiver";
    };
  }

  /** The version that a Content-Type speaks of; SOAP 1.1 where it does not say. */
  static SoapVersion ofContentType(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).contains("application/soap+xml") ? V1_2 : V1_1;
  }
}
