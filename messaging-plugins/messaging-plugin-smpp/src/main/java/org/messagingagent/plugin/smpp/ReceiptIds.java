package org.messagingagent.plugin.smpp;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.SubmissionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which message a receipt is for. Many SMSCs answer a submit with a hexadecimal id and write
 * the same number in decimal into the receipt, or the other way round. Where the operator has not
 * said what ours does, the receipts of messages that were sent just now tell it: it is learned when
 * one form alone is the id of such a message, and kept for all nodes. Safe for use by many threads.
 */
final class ReceiptIds {

  private static final Logger log = LoggerFactory.getLogger(ReceiptIds.class);

  private static final String KEY = "receipt-ids";
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{1,64}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,64}");

  /** How receipts name messages. */
  enum Form {
    SAME,
    DECIMAL,
    HEXADECIMAL
  }

  private final KeyValueStore store;
  private final boolean learning;
  private volatile Form form;

  /**
   * @param setting what the operator chose
   */
  ReceiptIds(String setting, KeyValueStore store) {
    this.store = requireNonNull(store, "store is null");
    learning = setting.equals(SmppSettings.AUTO);
    form = learning ? learned(store) : Form.valueOf(setting.toUpperCase(Locale.ROOT));
  }

  /** The one way in which we write an id: lower case, without zeros before a number. */
  static String canonical(String id) {
    String text = id.trim();
    if (!HEXADECIMAL.matcher(text).matches()) {
      return text;
    }
    int zeros = 0;
    while (zeros < text.length() - 1 && text.charAt(zeros) == '0') {
      zeros++;
    }
    return text.substring(zeros).toLowerCase(Locale.ROOT);
  }

  /**
   * The id, in our way of writing, of the message that a receipt is for.
   *
   * @param known whether an id is that of a message that was sent lately
   */
  String resolve(String receiptId, Predicate<String> known) {
    if (!learning) {
      return convert(receiptId, form);
    }
    List<Form> matching = new ArrayList<>();
    for (Form each : Form.values()) {
      if (known.test(convert(receiptId, each))) {
        matching.add(each);
      }
    }
    boolean distinct =
        matching.stream().map(each -> convert(receiptId, each)).distinct().count() == 1;
    if (matching.contains(form) || matching.isEmpty()) {
      return convert(receiptId, form);
    }
    if (distinct && isTelling(receiptId, matching.get(0))) {
      learn(matching.get(0));
    }
    return convert(receiptId, matching.get(0));
  }

  /** Whether a match by this form is none by another: 7 is 7 in both. */
  private static boolean isTelling(String receiptId, Form form) {
    String converted = convert(receiptId, form);
    for (Form each : Form.values()) {
      if (each != form && convert(receiptId, each).equals(converted)) {
        return false;
      }
    }
    return true;
  }

  private static String convert(String receiptId, Form form) {
    String text = receiptId.trim();
    return switch (form) {
      case SAME -> canonical(text);
      case DECIMAL ->
          DECIMAL.matcher(text).matches() ? new BigInteger(text).toString(16) : canonical(text);
      case HEXADECIMAL ->
          HEXADECIMAL.matcher(text).matches()
              ? new BigInteger(text, 16).toString()
              : canonical(text);
    };
  }

  private void learn(Form told) {
    form = told;
    log.info(
        "Receipts of the SMSC name messages {}; receipt-ids={} says so for good",
        switch (told) {
          case SAME -> "as the answers to submits do";
          case DECIMAL -> "in decimal, and answers to submits in hexadecimal";
          case HEXADECIMAL -> "in hexadecimal, and answers to submits in decimal";
        },
        told.name().toLowerCase(Locale.ROOT));
    try {
      store.put(KEY, told.name());
    } catch (SubmissionException e) {
      log.debug("What was learned of receipt ids could not be kept: {}", e.getMessage());
    }
  }

  private static Form learned(KeyValueStore store) {
    try {
      return store.get(KEY).map(Form::valueOf).orElse(Form.SAME);
    } catch (SubmissionException | IllegalArgumentException e) {
      log.debug("What was learned of receipt ids could not be read: {}", e.getMessage());
      return Form.SAME;
    }
  }
}
