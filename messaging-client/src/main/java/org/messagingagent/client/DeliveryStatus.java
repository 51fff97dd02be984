package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What is known of an outgoing message (contract: "Delivery status").
 *
 * @param messagingId the message's id, positive; in the answer to a question, the id asked for
 * @param code the number on the wire, 0 to 4 in the contract; {@link #status()} names it
 * @param description why, or a note; may be empty
 */
public record DeliveryStatus(int messagingId, int code, String description)
    implements Serializable {

  private static final String REJECTED = "REJECTED:";
  private static final String NOT_SENT = "NOT_SENT:";
  private static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN:";
  private static final String IN_PROGRESS = "IN_PROGRESS:";
  private static final String UNKNOWN_ID = "UNKNOWN_ID:";

  public DeliveryStatus {
    requireNonNull(description, "description is null");
  }

  /** The stages of an outgoing message. */
  public enum Status {
    /** 0: not sent, or nobody knows; {@link DeliveryStatus#description()} tells. */
    ERROR(0),
    /** 1: the gateway has it. */
    SENT(1),
    /** 2: the gateway reported that it could not be delivered. */
    DELIVERY_ERROR(2),
    /** 3: the receiver has it. */
    RECEIVED(3),
    /** 4: an answer came in its session. */
    REPLIED(4),
    /** A number that the contract does not have. */
    OTHER(-1);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /** The number on the wire; -1 for {@link #OTHER}. */
    public int code() {
      return code;
    }

    static Status of(int code) {
      for (Status status : values()) {
        if (status.code == code) {
          return status;
        }
      }
      return OTHER;
    }
  }

  /** The stage. */
  public Status status() {
    return Status.of(code);
  }

  /** Whether the gateway took the message, whatever became of it then. */
  public boolean isHandedOver() {
    return switch (status()) {
      case SENT, DELIVERY_ERROR, RECEIVED, REPLIED -> true;
      case ERROR, OTHER -> false;
    };
  }

  /** Refused for good: sending it again would be refused again. */
  public boolean isRejected() {
    return isError(REJECTED);
  }

  /** Certainly not sent: it is safe to send it again. */
  public boolean isNotSent() {
    return isError(NOT_SENT);
  }

  /** It may have been sent or not. Sending it again may send it twice; a report may settle it. */
  public boolean isOutcomeUnknown() {
    return isError(OUTCOME_UNKNOWN);
  }

  /** The call that sends it still runs: ask again. */
  public boolean isInProgress() {
    return isError(IN_PROGRESS);
  }

  /** There is no message of this id. */
  public boolean isUnknownId() {
    return isError(UNKNOWN_ID);
  }

  private boolean isError(String prefix) {
    return status() == Status.ERROR && description.startsWith(prefix);
  }
}
