package org.messagingagent.plugin.smpp;

/** Is told what comes in by a link. */
interface LinkListener {

  /**
   * A deliver_sm or data_sm came in; it is answered by {@link SmscLink#answer}. Called by the
   * thread that reads, so it must not block.
   */
  void received(SmscLink link, InboundPdu pdu);

  /** The link is lost, for this reason. Called once. */
  void lost(SmscLink link, String reason);
}
