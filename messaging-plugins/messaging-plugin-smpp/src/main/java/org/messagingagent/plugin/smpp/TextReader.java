package org.messagingagent.plugin.smpp;

import java.util.Arrays;
import java.util.Optional;

/** Finds the text in what the SMSC brings. */
final class TextReader {

  private final Alphabet defaultAlphabet;

  /**
   * @param defaultAlphabet what data_coding 0 means
   */
  TextReader(Alphabet defaultAlphabet) {
    this.defaultAlphabet = defaultAlphabet;
  }

  /** Empty where it is no text. */
  Optional<ShortText> read(InboundSms sms) {
    Optional<Writing> writing = Writing.of(sms.dataCoding(), defaultAlphabet);
    if (writing.isEmpty()) {
      return Optional.empty();
    }
    if (!sms.hasHeader()) {
      return Optional.of(new ShortText(writing.get(), sms.octets(), sms.sar()));
    }
    return ConcatHeader.headerLength(sms.octets())
        .map(
            length ->
                new ShortText(
                    writing.get(),
                    Arrays.copyOfRange(sms.octets(), length, sms.octets().length),
                    ConcatHeader.read(sms.octets()).or(sms::sar)));
  }
}
