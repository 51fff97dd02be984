package org.messagingagent.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call with more messages than the server takes at once was made in parts, and one of them
 * failed: the messages before it have their statuses, those in it are as its own {@link #failure()}
 * says, and those after it were not handed over.
 *
 * <p>The same call under the same {@link #idempotencyKey()} goes on where this one ended: a server
 * of this project answers the parts that it has done from memory, and does the others.
 */
public final class PartlySentException extends MessagingClientException {

  private static final long serialVersionUID = 1L;

  private final MessagingClientException failure;
  private final ArrayList<DeliveryStatus> statuses;
  private final int total;

  PartlySentException(
      MessagingClientException failure,
      List<DeliveryStatus> statuses,
      int total,
      Optional<String> idempotencyKey) {
    super(
        "Of %d messages the first %d have been handed over; then: %s"
            .formatted(total, statuses.size(), failure.getMessage()),
        failure,
        idempotencyKey);
    this.failure = failure;
    this.statuses = new ArrayList<>(statuses);
    this.total = total;
  }

  /** The statuses of the first messages, in their order; as many as were answered, at least one. */
  public List<DeliveryStatus> statuses() {
    return List.copyOf(statuses);
  }

  /** How many messages the call had. */
  public int total() {
    return total;
  }

  /** Why the next part failed; its kind says whether its messages may have been sent. */
  public MessagingClientException failure() {
    return failure;
  }

  @Override
  PartlySentException under(Optional<String> key) {
    return new PartlySentException(failure, statuses(), total, key);
  }
}
