package org.messagingagent.plugin.smpp;

import org.messagingagent.spi.DeliveryReport;

/**
 * What the SMSC says of one short message.
 *
 * @param id as the SMSC writes it
 * @param description why it was not delivered; may be empty
 */
record Receipt(String id, State state, String description) {

  /** What became of a short message. */
  enum State {
    /** The receiver has it. */
    DELIVERED('D', DeliveryReport.Status.RECEIVED),
    /** It could not be delivered. */
    FAILED('F', DeliveryReport.Status.DELIVERY_ERROR),
    /** It is under way. */
    UNDER_WAY('U', DeliveryReport.Status.SENT);

    private final char code;
    private final DeliveryReport.Status status;

    State(char code, DeliveryReport.Status status) {
      this.code = code;
      this.status = status;
    }

    DeliveryReport.Status status() {
      return status;
    }
  }

  /** Whether nothing else will come of it. */
  boolean isFinal() {
    return state != State.UNDER_WAY;
  }

  /** As it is kept. */
  String text() {
    return state.code + description;
  }

  /**
   * What {@link #text()} made.
   *
   * @throws IllegalArgumentException where it did not
   */
  static Receipt of(String id, String text) {
    for (State each : State.values()) {
      if (!text.isEmpty() && text.charAt(0) == each.code) {
        return new Receipt(id, each, text.substring(1));
      }
    }
    throw new IllegalArgumentException("A kept receipt cannot be read");
  }
}
