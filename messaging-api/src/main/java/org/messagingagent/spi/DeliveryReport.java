package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

/**
 * What the gateway says of a message that was sent.
 *
 * @param externalId the gateway's id, as the sender answered it; any one of several. 1 to 255
 *     characters
 * @param status what became of the message
 * @param description why, for the caller; may be empty
 */
public record DeliveryReport(String externalId, Status status, String description) {

  /** The statuses of the service contract. */
  public enum Status {
    /** The gateway refused it. */
    ERROR(0),
    /** The gateway has it. */
    SENT(1),
    /** It could not be delivered. */
    DELIVERY_ERROR(2),
    /** The receiver has it. */
    RECEIVED(3),
    /** The receiver answered it. */
    REPLIED(4);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /** The number on the wire (contract, "Delivery status"). */
    public int code() {
      return code;
    }
  }

  /** What a report led to. */
  public enum Result {
    /** The message was found, and has the report's status now. */
    APPLIED,
    /** The message was found, and its status stays: one that says more has come before. */
    UNCHANGED,
    /**
     * No message has this external id yet. The report is kept, and applied when the sender answers
     * with this id; after a day it is put aside for an operator to look at.
     */
    KEPT
  }

  public DeliveryReport {
    requireNonNull(externalId, "externalId is null");
    requireNonNull(status, "status is null");
    requireNonNull(description, "description is null");
  }

  /** A report without a description. */
  public static DeliveryReport of(String externalId, Status status) {
    return new DeliveryReport(externalId, status, "");
  }
}
