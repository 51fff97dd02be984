package org.messagingagent.plugin.smpp;

import java.util.Arrays;
import org.jsmpp.bean.OptionalParameter;

/**
 * A submit_sm without its sequence number.
 *
 * @param options none where the array is empty; not changed afterwards
 */
record Submit(
    Address source,
    Address destination,
    String serviceType,
    byte esmClass,
    byte priority,
    String validity,
    byte registeredDelivery,
    byte dataCoding,
    byte[] shortMessage,
    OptionalParameter[] options) {

  /** Without the text. */
  @Override
  public String toString() {
    return "Submit[%d octets, data_coding %d, %d options]"
        .formatted(shortMessage.length, dataCoding, options.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Submit submit
        && source.equals(submit.source)
        && destination.equals(submit.destination)
        && esmClass == submit.esmClass
        && dataCoding == submit.dataCoding
        && Arrays.equals(shortMessage, submit.shortMessage)
        && Arrays.equals(options, submit.options);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shortMessage);
  }
}
