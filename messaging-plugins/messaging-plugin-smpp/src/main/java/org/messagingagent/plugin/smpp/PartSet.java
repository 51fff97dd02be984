package org.messagingagent.plugin.smpp;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a message that was sent.
 *
 * @param total how many it has
 * @param ids those that are known, in our way of writing
 */
record PartSet(int total, List<String> ids) {

  private static final String SEPARATOR = "\n";

  PartSet {
    ids = List.copyOf(ids);
  }

  /** As it is kept. */
  String text() {
    return total + SEPARATOR + String.join(SEPARATOR, ids);
  }

  /** What {@link #text()} made. */
  static PartSet of(String text) {
    List<String> lines = List.of(text.split(SEPARATOR, -1));
    return new PartSet(Integer.parseInt(lines.get(0)), lines.subList(1, lines.size()));
  }

  /** Whether all of it was delivered. */
  boolean isDelivered(Map<String, Receipt> receipts) {
    return ids.size() == total
        && ids.stream()
            .allMatch(
                id ->
                    receipts.containsKey(id)
                        && receipts.get(id).state() == Receipt.State.DELIVERED);
  }

  /** Why it was not delivered whole; empty while no part is known to have failed. */
  Optional<String> failure(Map<String, Receipt> receipts) {
    for (int i = 0; i < ids.size(); i++) {
      Receipt receipt = receipts.get(ids.get(i));
      if (receipt != null && receipt.state() == Receipt.State.FAILED) {
        return Optional.of(
            "one of its %d parts was not delivered: %s".formatted(total, receipt.description()));
      }
    }
    return Optional.empty();
  }
}
