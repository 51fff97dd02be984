package org.messagingagent.server.admin;

import static java.util.Objects.requireNonNull;

/** Something could not be done. The message is a sentence for the operator. */
public final class AdministrationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why, for programs. */
  public enum Reason {
    /** The request has a value that cannot be used. */
    INVALID(400),
    /** Whoever asks may not, or has not said who it is. */
    FORBIDDEN(403),
    /** There is no such user or message. */
    NOT_FOUND(404),
    /** What is there does not allow it. */
    REFUSED(409),
    /** The server is busy or cannot be reached: later, the same may work. */
    UNAVAILABLE(503);

    private final int httpStatus;

    Reason(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    int httpStatus() {
      return httpStatus;
    }

    static Reason of(int httpStatus) {
      for (Reason reason : values()) {
        if (reason.httpStatus == httpStatus) {
          return reason;
        }
      }
      return httpStatus == 401 ? FORBIDDEN : UNAVAILABLE;
    }
  }

  private final Reason reason;

  public AdministrationException(Reason reason, String message) {
    this(reason, message, null);
  }

  public AdministrationException(Reason reason, String message, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  /** Why, for programs. */
  public Reason reason() {
    return reason;
  }
}
