package org.messagingagent.plugin.smpp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jsmpp.PDUSender;
import org.jsmpp.PDUStringException;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;

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

  /** Writes it, under this sequence number. */
  void writeTo(PDUSender sender, OutputStream out, int sequenceNumber)
      throws PDUStringException, IOException {
    sender.sendSubmitSm(
        out,
        sequenceNumber,
        serviceType,
        source.ton(),
        source.npi(),
        source.value(),
        destination.ton(),
        destination.npi(),
        destination.value(),
        new ESMClass(esmClass),
        (byte) 0,
        priority,
        null,
        validity.isEmpty() ? null : validity,
        new RegisteredDelivery(registeredDelivery),
        (byte) 0,
        new RawDataCoding(dataCoding),
        (byte) 0,
        shortMessage,
        options);
  }

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
