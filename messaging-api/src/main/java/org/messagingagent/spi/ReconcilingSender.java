package org.messagingagent.spi;

/**
 * A sender that can ask its gateway what became of a message whose outcome is unknown: the server
 * was killed while the message was being sent, or the gateway did not answer.
 */
public interface ReconcilingSender extends OutgoingSender {

  /**
   * Finds out what became of a message. Asked some time after the outcome became unknown, and again
   * with growing pauses for as long as it is unknown, for a limited time.
   *
   * @return {@link SendOutcome.Kind#SENT} or {@link SendOutcome.Kind#DELIVERED} where the gateway
   *     has it, {@link SendOutcome.Kind#REJECTED} where it certainly does not, {@link
   *     SendOutcome.Kind#UNKNOWN} or {@link SendOutcome.Kind#RETRY} where that cannot be told yet
   * @throws Exception counts as not known yet
   */
  SendOutcome reconcile(UnsettledMessage message) throws Exception;
}
