package org.messagingagent.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statuses that belong to what was sent or asked for, one for each and in the same order. */
final class Statuses {

  private static final int ERROR = DeliveryStatus.Status.ERROR.code();

  private Statuses() {}

  /** The statuses of messages that were sent. */
  static List<DeliveryStatus> sent(List<Optional<ReplyBodies.Status>> reply, int messages) {
    if (reply.size() != messages) {
      UnexpectedAnswerException wrong = wrongLength(messages, reply.size());
      throw new OutcomeUnknownException(wrong.getMessage(), wrong);
    }
    DeliveryStatus none =
        new DeliveryStatus(0, ERROR, "OUTCOME_UNKNOWN: the server gave no status");
    return reply.stream().map(status -> status.map(one -> one.or(0)).orElse(none)).toList();
  }

  /** The statuses of these ids. */
  static List<DeliveryStatus> found(List<Optional<ReplyBodies.Status>> reply, List<Integer> ids) {
    if (reply.size() != ids.size()) {
      throw wrongLength(ids.size(), reply.size());
    }
    List<DeliveryStatus> found = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      int id = ids.get(i);
      found.add(
          reply
              .get(i)
              .map(status -> status.or(id))
              .orElseGet(
                  () -> new DeliveryStatus(id, ERROR, "UNKNOWN_ID: the server has no status")));
    }
    return found;
  }

  private static UnexpectedAnswerException wrongLength(int asked, int got) {
    return new UnexpectedAnswerException(
        "The server gave %d statuses where %d were due".formatted(got, asked), null);
  }
}
