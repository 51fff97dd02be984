package org.messagingagent.server.agent;

/**
 * Why a request was refused: stable names that callers see as {@code ExceptionType} and may act on.
 * Documented in {@code docs/errors.md}.
 */
public enum ErrorCode {
  /** The ticket is missing, unknown or expired: log on again. */
  NOT_AUTHENTICATED(Fault.CALLER, "You are not logged on. Log on and try again."),
  /** An argument is missing or out of its range. */
  INVALID_ARGUMENT(Fault.CALLER, "The request has a value that cannot be used."),
  /** The plugin that the request names is not installed, or none is named. */
  PLUGIN_NOT_INSTALLED(Fault.CALLER, "The messaging plugin is not available."),
  /** The plugin does not do what the request asks of it. */
  PLUGIN_CANNOT(Fault.CALLER, "The messaging plugin cannot do this."),
  /** The plugin does not take the message's format. */
  FORMAT_NOT_SUPPORTED(Fault.CALLER, "The messaging plugin does not take this format."),
  /** The content is longer than the plugin takes. */
  CONTENT_TOO_LONG(Fault.CALLER, "The message is too long for the messaging plugin."),
  /** A configuration for a plugin that takes none. */
  CONFIG_NOT_SUPPORTED(Fault.CALLER, "The messaging plugin takes no configuration."),
  /** More messages or ids in one call than the server takes. */
  TOO_MANY(Fault.CALLER, "There are too many items in one request."),
  /** An idempotency key that was used for another request. */
  IDEMPOTENCY_KEY_REUSED(Fault.CALLER, "The request repeats the key of another request."),
  /** The request is not well-formed XML, not a SOAP message, or beyond the limits for such. */
  MALFORMED_REQUEST(Fault.CALLER, "The request could not be read."),
  /** The body's element is no operation of this service in the contract it names. */
  UNKNOWN_OPERATION(Fault.CALLER, "The service does not have this operation."),
  /** A header that the server must understand, and does not. */
  MUST_UNDERSTAND(Fault.CALLER, "The request needs something that the service does not offer."),
  /** A content type that is no XML. */
  UNSUPPORTED_CONTENT_TYPE(Fault.CALLER, "The request is not XML."),
  /** A body over the limit. */
  BODY_TOO_LARGE(Fault.CALLER, "The request is too large."),
  /** The server is busy, or its disk or database takes nothing: the same request, later. */
  TRY_AGAIN(Fault.SERVER, "The service is busy. Try again in a moment."),
  /** The server could not find out whether it did it: the same request, under the same key. */
  OUTCOME_UNKNOWN(
      Fault.SERVER, "It is not known whether the service did this. Look before you try again."),
  /** A fault of the server, described in its log. */
  INTERNAL_ERROR(Fault.SERVER, "The service has a problem. Try again later.");

  /** Whose doing it is. */
  public enum Fault {
    /** The request is wrong: the same request will fail again. */
    CALLER,
    /** The server is at fault: the same request may succeed later. */
    SERVER
  }

  private final Fault fault;
  private final String friendlyText;

  ErrorCode(Fault fault, String friendlyText) {
    this.fault = fault;
    this.friendlyText = friendlyText;
  }

  /** Whose doing it is. */
  public Fault fault() {
    return fault;
  }

  /** For an end user: what happened, in general terms. */
  public String friendlyText() {
    return friendlyText;
  }
}
