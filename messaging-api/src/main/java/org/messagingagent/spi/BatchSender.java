package org.messagingagent.spi;

import java.util.List;

/** A sender whose gateway takes several messages in one call. */
public interface BatchSender extends OutgoingSender {

  /** How many messages one call takes at most, 1 to 10,000; asked once, when the plugin starts. */
  int maxBatch();

  /**
   * As {@link #send(OutgoingMessage)}, for several messages at once, 1 to {@link #maxBatch()}. They
   * come from one SendMessages call, in its order; messages of a retry may be among them.
   *
   * @param messages unmodifiable
   * @return what became of each, in the same order and number; anything else counts as {@link
   *     SendOutcome#unknown(String)} for all
   * @throws Exception counts as {@link SendOutcome#unknown(String)} for all
   */
  List<SendOutcome> sendAll(List<OutgoingMessage> messages) throws Exception;

  @Override
  default SendOutcome send(OutgoingMessage message) throws Exception {
    List<SendOutcome> outcomes = sendAll(List.of(message));
    return outcomes == null || outcomes.size() != 1 ? null : outcomes.get(0);
  }
}
