package org.messagingagent.plugin.smpp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An incoming message whose parts are being joined, or were.
 *
 * @param id its gateway id
 * @param begunAt when the first part came, in milliseconds
 * @param parts fingerprints of the parts, once they have been joined; empty before
 */
record PartGroup(String id, long begunAt, int total, String from, String to, List<String> parts) {

  private static final String SEPARATOR = "\n";
  private static final int FIXED = 5;

  PartGroup {
    parts = List.copyOf(parts);
  }

  static PartGroup begin(String id, long now, int total, String from, String to) {
    return new PartGroup(id, now, total, oneLine(from), oneLine(to), List.of());
  }

  boolean isDone() {
    return !parts.isEmpty();
  }

  PartGroup done(List<ShortText> joined) {
    return new PartGroup(
        id,
        begunAt,
        total,
        from,
        to,
        joined.stream().map(PartGroup::fingerprint).collect(Collectors.toList()));
  }

  /** Whether this was one of its parts. */
  boolean had(int number, ShortText text) {
    String looked = fingerprint(text);
    return parts.size() == total ? parts.get(number - 1).equals(looked) : parts.contains(looked);
  }

  /** As it is kept. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(id);
    lines.add(Long.toString(begunAt));
    lines.add(Integer.toString(total));
    lines.add(from);
    lines.add(to);
    lines.addAll(parts);
    return String.join(SEPARATOR, lines);
  }

  /** What {@link #text()} made. */
  static PartGroup of(String text) {
    List<String> lines = List.of(text.split(SEPARATOR, -1));
    return new PartGroup(
        lines.get(0),
        Long.parseLong(lines.get(1)),
        Integer.parseInt(lines.get(2)),
        lines.get(3),
        lines.get(4),
        lines.subList(FIXED, lines.size()));
  }

  private static String fingerprint(ShortText text) {
    return new Fingerprint().with(text.text()).text();
  }

  private static String oneLine(String address) {
    return address.replaceAll("\\p{Cntrl}", "");
  }
}
