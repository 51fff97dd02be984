package org.messagingagent.plugin.smpp;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the SMSC brought, a receipt or a message, by deliver_sm or data_sm.
 *
 * @param from the sender as people write it
 * @param to the receiver as people write it
 * @param octets short_message, or message_payload where there is one; with the user data header
 * @param receiptedId receipted_message_id
 * @param messageState message_state
 * @param networkError network_error_code, as hexadecimal digits
 * @param sar what sar_ parameters say of parts
 */
record InboundSms(
    String from,
    String to,
    byte esmClass,
    byte dataCoding,
    byte[] octets,
    Optional<String> receiptedId,
    OptionalInt messageState,
    Optional<String> networkError,
    Optional<ConcatHeader> sar) {

  private static final int TYPE = 0x3C;
  private static final int RECEIPT = 0x04;
  private static final int INTERMEDIATE = 0x20;
  private static final int HEADER = 0x40;

  /** Whether it tells of a message that was sent, by the type that the SMSC alone sets. */
  boolean isReceipt() {
    int type = esmClass & TYPE;
    return type == RECEIPT
        || type == INTERMEDIATE
        || receiptedId.isPresent() && messageState.isPresent();
  }

  /** Whether a user data header goes before the text. */
  boolean hasHeader() {
    return (esmClass & HEADER) != 0;
  }

  /** Without the text. */
  @Override
  public String toString() {
    return "InboundSms[esm_class %d, data_coding %d, %d octets]"
        .formatted(esmClass, dataCoding, octets.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InboundSms sms
        && from.equals(sms.from)
        && to.equals(sms.to)
        && esmClass == sms.esmClass
        && dataCoding == sms.dataCoding
        && Arrays.equals(octets, sms.octets)
        && sar.equals(sms.sar);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }
}
