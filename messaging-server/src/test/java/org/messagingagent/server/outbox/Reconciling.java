package org.messagingagent.server.outbox;

import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;

/** A sender that tells what became of messages as a test has it. */
record Reconciling(OutgoingSender sender, Answers answers) implements ReconcilingSender {

  /** What became of messages. */
  interface Answers {
    SendOutcome to(UnsettledMessage message) throws Exception;
  }

  /** One that sends everything. */
  Reconciling(Answers answers) {
    this(message -> SendOutcome.sent(), answers);
  }

  @Override
  public SendOutcome send(OutgoingMessage message) throws Exception {
    return sender.send(message);
  }

  @Override
  public SendOutcome reconcile(UnsettledMessage message) throws Exception {
    return answers.to(message);
  }
}
