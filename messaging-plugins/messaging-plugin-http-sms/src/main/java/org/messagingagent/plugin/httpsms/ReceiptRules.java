package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.DeliveryReport.Status;

/** What the vendor's reports mean. Immutable. */
final class ReceiptRules {

  private static final String IGNORED = "ignored";
  private static final Pattern MESSAGING_ID = Pattern.compile("[1-9][0-9]{0,9}");

  /** A status; empty for one that says nothing. */
  private static final Map<String, Optional<Status>> MEANINGS =
      Map.of(
          "sent",
          Optional.of(Status.SENT),
          "received",
          Optional.of(Status.RECEIVED),
          "failed",
          Optional.of(Status.DELIVERY_ERROR),
          "refused",
          Optional.of(Status.ERROR),
          IGNORED,
          Optional.empty());

  private final Items items;
  private final Extractor id;
  private final Extractor status;
  private final Optional<Extractor> reason;
  private final Optional<Extractor> messagingId;
  private final Mapping<Optional<Status>> statuses;
  private final Optional<Status> otherwise;
  private final Redactor redactor;

  /**
   * What a report says.
   *
   * @param reports those that say something
   * @param unmapped the statuses that the settings do not name
   */
  record Reading(List<Report> reports, List<String> unmapped) {}

  /**
   * One report.
   *
   * @param messagingIds our own id of the message, as the gateway gave it back; empty or one
   */
  record Report(DeliveryReport delivery, List<String> messagingIds) {}

  private ReceiptRules(
      Layers layers, Items items, Extractor id, Extractor status, Redactor redactor) {
    this.id = id;
    this.status = status;
    this.items = items;
    this.reason = layers.extractor(Keys.RECEIPT_REASON);
    this.messagingId = layers.extractor(Keys.RECEIPT_MESSAGING_ID);
    this.statuses = layers.mapping(Keys.RECEIPT, MEANINGS);
    this.otherwise = MEANINGS.get(layers.require(Keys.RECEIPT_OTHERWISE));
    this.redactor = redactor;
  }

  /** Reads them; empty where the settings say nothing of reports. */
  static Optional<ReceiptRules> read(Layers layers, Redactor redactor) {
    Items items = Items.read(layers, Keys.RECEIPT_ITEMS);
    Optional<Extractor> id = layers.extractor(Keys.RECEIPT_ID);
    Optional<Extractor> status = layers.extractor(Keys.RECEIPT_STATUS);
    if (layers.problems().isEmpty() && id.isPresent() != status.isPresent()) {
      layers.problem(
          id.isPresent() ? Keys.RECEIPT_STATUS : Keys.RECEIPT_ID,
          "is required with " + (id.isPresent() ? Keys.RECEIPT_ID : Keys.RECEIPT_STATUS));
    }
    if (layers.problems().isEmpty() && status.isEmpty()) {
      MEANINGS.keySet().stream()
          .map(name -> Keys.RECEIPT + name)
          .filter(layers::isSet)
          .findFirst()
          .ifPresent(key -> layers.problem(Keys.RECEIPT_STATUS, "is required with " + key));
    }
    if (id.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    ReceiptRules rules = new ReceiptRules(layers, items, id.get(), status.get(), redactor);
    if (rules.statuses.isEmpty() && rules.otherwise.isEmpty()) {
      layers.problem(
          "receipt.received", "is required with receipt.status: no status means anything");
    }
    return Optional.of(rules);
  }

  /** The status that a receipt setting names. */
  static Optional<Status> status(String name) {
    return MEANINGS.getOrDefault(name, Optional.empty());
  }

  /** Whether it looks like a report, where incoming messages come to the same address. */
  boolean recognises(Received request) {
    try {
      return items.of(request).stream().anyMatch(item -> status.first(item).isPresent());
    } catch (BadCallbackException e) {
      return false;
    }
  }

  Reading read(Received request) throws BadCallbackException {
    List<Report> reports = new ArrayList<>();
    List<String> unmapped = new ArrayList<>();
    for (Received item : items.of(request)) {
      String externalId = required(id, item).strip();
      String value = required(status, item).strip();
      Optional<Optional<Status>> known = statuses.find(value);
      if (known.isEmpty()) {
        unmapped.add(redactor.shown(value));
      }
      known.orElse(otherwise).ifPresent(what -> reports.add(report(externalId, what, value, item)));
    }
    return new Reading(List.copyOf(reports), List.copyOf(unmapped));
  }

  private Report report(String externalId, Status what, String value, Received item) {
    boolean failed = what == Status.ERROR || what == Status.DELIVERY_ERROR;
    String why = reason.flatMap(extractor -> extractor.first(item)).orElse("");
    String text = why.isEmpty() ? value : value + ": " + why;
    List<String> ours =
        messagingId.flatMap(extractor -> extractor.first(item)).stream()
            .filter(id -> MESSAGING_ID.matcher(id).matches())
            .toList();
    return new Report(
        new DeliveryReport(externalId, what, failed ? redactor.shown(text) : ""), ours);
  }

  private static String required(Extractor extractor, Received item) throws BadCallbackException {
    return extractor
        .first(item)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new BadCallbackException("The report has nothing at " + extractor));
  }
}
