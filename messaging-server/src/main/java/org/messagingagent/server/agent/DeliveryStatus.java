package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

/**
 * What is known of an outgoing message.
 *
 * @param status {@link #ERROR}, {@link #SENT}, {@link #DELIVERY_ERROR}, {@link #RECEIVED} or {@link
 *     #REPLIED}
 * @param description why, or empty; that of a failure starts with {@code REJECTED:}, {@code
 *     NOT_SENT:} or {@code OUTCOME_UNKNOWN:}
 * @param messagingId the message; the id asked for where it is not known
 */
public record DeliveryStatus(int status, String description, int messagingId) {

  /** It was not sent, or nobody knows whether it was; the description says which. */
  public static final int ERROR = 0;

  /** The gateway has it. */
  public static final int SENT = 1;

  /** The gateway reported that it could not be delivered. */
  public static final int DELIVERY_ERROR = 2;

  /** The receiver has it. */
  public static final int RECEIVED = 3;

  /** An answer came in its session. */
  public static final int REPLIED = 4;

  public DeliveryStatus {
    requireNonNull(description, "description is null");
  }
}
