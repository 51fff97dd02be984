package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads receipts: from the parameters that SMPP 3.4 has for them, else from the text that SMSCs
 * write, {@code id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…}.
 */
final class ReceiptReader {

  private static final Pattern ID = Pattern.compile("(?i)\\bid:\\s*([^\\s]{1,65})");
  private static final Pattern STATE = Pattern.compile("(?i)\\bstat:\\s*([A-Za-z]{1,20})");
  private static final Pattern ERROR = Pattern.compile("(?i)\\berr:\\s*([0-9A-Za-z]{1,10})");
  private static final Pattern TEXT = Pattern.compile("(?i)\\btext:");
  private static final byte UCS2 = 0x08;
  private static final int LONGEST = 1_000;
  private static final int LONGEST_ID = 65;
  private static final int INTERMEDIATE = 0x20;

  private ReceiptReader() {}

  /** Empty where it names no message, or no state. */
  static Optional<Receipt> read(InboundSms sms) {
    String text = text(sms);
    Optional<String> id = sms.receiptedId().or(() -> find(ID, text));
    Optional<String> state =
        sms.messageState().isPresent()
            ? Optional.of(name(sms.messageState().getAsInt()))
            : find(STATE, text).map(name -> name.toUpperCase(Locale.ROOT));
    if (id.isEmpty() || id.get().length() > LONGEST_ID || state.isEmpty()) {
      return Optional.empty();
    }
    Receipt.State became =
        (sms.esmClass() & 0x3C) == INTERMEDIATE ? Receipt.State.UNDER_WAY : state(state.get());
    String description =
        became == Receipt.State.DELIVERED
            ? ""
            : state.get() + error(sms, text).map(code -> ", error " + code).orElse("");
    return Optional.of(new Receipt(id.get(), became, description));
  }

  private static Receipt.State state(String name) {
    return switch (name) {
      case "DELIVRD", "DELIVERED" -> Receipt.State.DELIVERED;
      case "EXPIRED",
          "DELETED",
          "UNDELIV",
          "UNDELIVERABLE",
          "REJECTD",
          "REJECTED",
          "UNKNOWN",
          "SKIPPED",
          "FAILED" ->
          Receipt.State.FAILED;
      default -> Receipt.State.UNDER_WAY;
    };
  }

  /** The states of message_state, as the text of receipts calls them. */
  private static String name(int state) {
    return switch (state) {
      case 0 -> "SCHEDULED";
      case 1 -> "ENROUTE";
      case 2 -> "DELIVRD";
      case 3 -> "EXPIRED";
      case 4 -> "DELETED";
      case 5 -> "UNDELIV";
      case 6 -> "ACCEPTD";
      case 7 -> "UNKNOWN";
      case 8 -> "REJECTD";
      case 9 -> "SKIPPED";
      default -> "STATE" + state;
    };
  }

  private static Optional<String> error(InboundSms sms, String text) {
    return sms.networkError()
        .or(() -> find(ERROR, text))
        .filter(code -> code.chars().anyMatch(c -> c != '0'));
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * What stands before the beginning of the message's own text, which might look like a receipt.
   */
  private static String text(InboundSms sms) {
    int header = sms.hasHeader() ? ConcatHeader.headerLength(sms.octets()).orElse(0) : 0;
    int length = Math.min(sms.octets().length - header, LONGEST);
    String text =
        new String(sms.octets(), header, length, sms.dataCoding() == UCS2 ? UTF_16BE : ISO_8859_1);
    Matcher end = TEXT.matcher(text);
    return end.find() ? text.substring(0, end.start()) : text;
  }
}
