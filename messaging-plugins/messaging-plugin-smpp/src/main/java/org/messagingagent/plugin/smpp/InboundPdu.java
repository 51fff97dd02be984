package org.messagingagent.plugin.smpp;

/**
 * A request of the SMSC as it came.
 *
 * @param octets the whole PDU, header included
 */
record InboundPdu(int commandId, int sequenceNumber, byte[] octets) {}
