package org.messagingagent.plugin.smpp;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SubmissionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings receipts to the messages that they are for. Of a message in one part the server keeps the
 * id. Of one in several parts the store keeps which parts belong together ({@code p/<id>}) and the
 * receipts of them ({@code r/<id>}), so that any node may take any receipt; the server hears of it
 * when one part has failed or all are delivered.
 *
 * <p>A receipt may come before the answer to the submit, or to another node. Nobody can tell then
 * whether it is for a part. So the server is asked, by reporting that the message was sent where it
 * knows the id, which harms nothing; and where it does not the receipt waits ({@code e/<id>}) until
 * the sender, who looks for it after writing down what it sent, or {@link #sweep} finds it.
 */
final class ReceiptBook {

  private static final Logger log = LoggerFactory.getLogger(ReceiptBook.class);

  private static final String PART = "p/";
  private static final String RECEIPT = "r/";
  private static final String EARLY = "e/";
  private static final int PAGE = 500;
  private static final int MOST_EARLY = 100_000;

  private final PluginContext context;
  private final KeyValueStore store;
  private final Clock clock;
  private final ReceiptIds ids;
  private final Duration kept;
  private final Duration earlyWait;
  private final Figures figures;
  private final Executor tidying;
  private final RecentIds recent = new RecentIds();
  private final Set<String> earlyHere = Collections.synchronizedSet(newest(MOST_EARLY));

  /**
   * @param kept how long receipts of parts are waited for
   * @param earlyWait after what time nobody is sending a message any more whose receipt came early
   * @param tidying removes what is done with, so that no receipt waits for it
   */
  ReceiptBook(
      PluginContext context,
      ReceiptIds ids,
      Duration kept,
      Duration earlyWait,
      Figures figures,
      Executor tidying) {
    this.context = context;
    this.store = context.store();
    this.clock = context.clock();
    this.ids = ids;
    this.kept = kept;
    this.earlyWait = earlyWait;
    this.figures = figures;
    this.tidying = tidying;
  }

  /** The SMSC took a part of this message under this id. Does not block. */
  void taken(Sent sent, String id) {
    if (!id.isEmpty()) {
      String canonical = ReceiptIds.canonical(id);
      sent.taken(canonical, id);
      recent.put(canonical, sent);
    }
  }

  /** All answers have come: writes down what belongs together, and takes up early receipts. */
  void settle(Sent sent) {
    PartSet set = sent.parts();
    try {
      if (!sent.isOne()) {
        Map<String, String> parts = new HashMap<>();
        set.ids().forEach(id -> parts.put(PART + id, set.text()));
        store.putAll(parts, kept);
      }
      sent.settled();
      for (String id : set.ids()) {
        if (!sent.isOne() || earlyHere.contains(id)) {
          takeUp(id);
        }
      }
    } catch (RuntimeException e) { // whatever it is, the message was taken
      sent.settled();
      log.warn(
          "The parts of a message could not be written down: {}; after a restart its receipts are taken one by one",
          BindException.reason(e));
    }
  }

  /**
   * Takes a receipt; it is on disk when this returns.
   *
   * @throws SubmissionException where it is not taken
   */
  void receive(Receipt receipt) {
    figures.receipts().increment();
    String id = ids.resolve(receipt.id(), recent::has);
    if (!known(id, receipt)) {
      stranger(id, receipt);
    }
  }

  /**
   * Gives up waiting for the senders of early receipts: the server keeps them from then on. Takes
   * up those of parts that another node wrote down meanwhile.
   */
  void sweep() {
    String after = "";
    for (int seen = 0; seen < MOST_EARLY; seen += PAGE) {
      List<String> keys = store.keys(EARLY, after, PAGE);
      for (String key : keys) {
        sweep(key.substring(EARLY.length()));
        after = key;
      }
      if (keys.size() < PAGE) {
        return;
      }
    }
  }

  private void sweep(String id) {
    Optional<Early> early = store.get(EARLY + id).map(text -> Early.of(id, text));
    if (early.isEmpty() || early.get().at() + earlyWait.toMillis() > clock.millis()) {
      return;
    }
    if (!known(id, early.get().receipt())) {
      report(id, early.get().receipt());
    }
    forgetEarly(id);
  }

  private boolean known(String id, Receipt receipt) {
    Optional<Sent> sent = recent.find(id);
    if (sent.isEmpty()) {
      Optional<PartSet> set = store.get(PART + id).map(PartSet::of);
      set.ifPresent(parts -> part(parts, id, receipt));
      return set.isPresent();
    }
    if (sent.get().isOne()) {
      report(id, receipt);
    } else if (receipt.isFinal()) {
      partSentHere(sent.get(), id, receipt);
    }
    return true;
  }

  private void partSentHere(Sent sent, String id, Receipt receipt) {
    if (sent.isDelivered()) {
      return; // a repeat
    }
    if (sent.isSettled()) {
      if (part(sent.parts(), id, receipt)) {
        sent.delivered();
      }
      return;
    }
    keepEarly(id, receipt);
    if (sent.isSettled()) { // meanwhile, so that the sender may have looked too soon
      takeUp(id);
    }
  }

  private void stranger(String id, Receipt receipt) {
    boolean isKnown =
        context
            .reportDeliveryIfKnown(DeliveryReport.of(id, DeliveryReport.Status.SENT))
            .isPresent();
    if (isKnown) {
      // The sender wrote down its parts before the server heard of the id.
      if (!known(id, receipt)) {
        report(id, receipt);
      }
    } else if (receipt.isFinal()) {
      figures.earlyReceipts().increment();
      earlyHere.add(id);
      keepEarly(id, receipt);
      if (known(id, receipt)) {
        forgetEarly(id);
      }
    }
  }

  /** True where the whole message is delivered. */
  private boolean part(PartSet set, String id, Receipt receipt) {
    if (!receipt.isFinal()) {
      return false;
    }
    Map<String, Receipt> receipts = receipts(set, id, receipt);
    if (!set.isDelivered(receipts)) {
      store.put(RECEIPT + id, receipt.text(), kept);
      receipts = receipts(set, id, receipt); // others may have written theirs meanwhile
    }
    Optional<String> failure = set.failure(receipts);
    if (set.isDelivered(receipts)) {
      context.reportDelivery(DeliveryReport.of(id, DeliveryReport.Status.RECEIVED));
      tidying.execute(() -> forget(set));
      return true;
    }
    if (failure.isPresent()) {
      context.reportDelivery(
          new DeliveryReport(id, DeliveryReport.Status.DELIVERY_ERROR, failure.get()));
    }
    return false;
  }

  private Map<String, Receipt> receipts(PartSet set, String id, Receipt receipt) {
    Map<String, Receipt> receipts = new HashMap<>();
    for (String each : set.ids()) {
      if (!each.equals(id)) {
        store.get(RECEIPT + each).ifPresent(text -> receipts.put(each, Receipt.of(each, text)));
      }
    }
    receipts.put(id, receipt);
    return receipts;
  }

  /** All is said of a message that was delivered: a repeat of a receipt would say the same. */
  private void forget(PartSet set) {
    try {
      List<String> done = new ArrayList<>();
      for (String id : set.ids()) {
        done.add(PART + id);
        done.add(RECEIPT + id);
      }
      store.removeAll(done);
    } catch (SubmissionException | IllegalStateException e) {
      log.debug("What is done with could not be removed, and expires: {}", e.getMessage());
    }
  }

  private void report(String id, Receipt receipt) {
    context.reportDelivery(new DeliveryReport(id, receipt.state().status(), receipt.description()));
  }

  private void keepEarly(String id, Receipt receipt) {
    store.put(EARLY + id, new Early(clock.millis(), receipt).text(), kept);
  }

  private void takeUp(String id) {
    Optional<Early> early = store.get(EARLY + id).map(text -> Early.of(id, text));
    if (early.isPresent()) {
      known(id, early.get().receipt());
      forgetEarly(id);
    }
  }

  private void forgetEarly(String id) {
    earlyHere.remove(id);
    store.remove(EARLY + id);
  }

  private static Set<String> newest(int most) {
    return Collections.newSetFromMap(
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > most;
          }
        });
  }

  /**
   * A receipt whose message was not known.
   *
   * @param at when it came
   */
  private record Early(long at, Receipt receipt) {

    String text() {
      return at + "\n" + receipt.text();
    }

    static Early of(String id, String text) {
      int end = text.indexOf('\n');
      return new Early(
          Long.parseLong(text.substring(0, end)), Receipt.of(id, text.substring(end + 1)));
    }
  }
}
