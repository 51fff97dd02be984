package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A text with places for values: {@code {{to}}} stands for one, and what is between {@code {{#to}}}
 * and {@code {{/to}}} is left out where it is empty. Immutable.
 */
final class Template {

  /** Writes a value so that it cannot leave its place. */
  @FunctionalInterface
  interface Escape {
    String escape(Placeholder placeholder, String value) throws UnsendableException;
  }

  /**
   * A piece: literal text where there is no placeholder.
   *
   * @param within the section that it stands in
   */
  record Piece(String text, Optional<Placeholder> placeholder, Optional<Placeholder> within) {}

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  private final List<Piece> pieces;

  private Template(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /**
   * Reads a template.
   *
   * @throws SettingFault where a placeholder is not known, or a section is not closed
   */
  static Template parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Optional<Placeholder> section = Optional.empty();
    int at = 0;
    for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
      int close = text.indexOf(CLOSE, open);
      if (close < 0) {
        throw new SettingFault("has {{ without }}; a placeholder looks like {{to}}");
      }
      literal(pieces, text.substring(at, open), section);
      String tag = text.substring(open + OPEN.length(), close).trim();
      if (tag.startsWith("#")) {
        section = Optional.of(opened(tag.substring(1), section));
      } else if (tag.startsWith("/")) {
        closed(tag.substring(1), section);
        section = Optional.empty();
      } else {
        pieces.add(new Piece("", Optional.of(Placeholder.named(tag)), section));
      }
      at = close + CLOSE.length();
    }
    literal(pieces, text.substring(at), section);
    if (section.isPresent()) {
      throw new SettingFault("has {{#%s}} without {{/%1$s}}".formatted(section.get()));
    }
    return new Template(pieces);
  }

  private static Placeholder opened(String name, Optional<Placeholder> section) {
    if (section.isPresent()) {
      throw new SettingFault(
          "has {{#%s}} within {{#%s}}; sections cannot be nested".formatted(name, section.get()));
    }
    return Placeholder.named(name.trim());
  }

  private static void closed(String name, Optional<Placeholder> section) {
    if (!section.map(Placeholder::toString).equals(Optional.of(name.trim()))) {
      throw new SettingFault("has {{/%s}} without {{#%1$s}} before it".formatted(name.trim()));
    }
  }

  private static void literal(List<Piece> pieces, String text, Optional<Placeholder> section) {
    if (!text.isEmpty()) {
      pieces.add(new Piece(text, Optional.empty(), section));
    }
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** The placeholders whose values are written somewhere. */
  Set<Placeholder> placeholders() {
    Set<Placeholder> used = EnumSet.noneOf(Placeholder.class);
    pieces.forEach(piece -> piece.placeholder().ifPresent(used::add));
    return Collections.unmodifiableSet(used);
  }

  /** The placeholders that decide whether a section is there. */
  Set<Placeholder> sections() {
    Set<Placeholder> used = EnumSet.noneOf(Placeholder.class);
    pieces.forEach(piece -> piece.within().ifPresent(used::add));
    return Collections.unmodifiableSet(used);
  }

  /** The pieces that are there with these values. */
  List<Piece> present(Map<Placeholder, String> values) {
    return pieces.stream()
        .filter(
            piece ->
                piece.within().map(name -> !values.getOrDefault(name, "").isEmpty()).orElse(true))
        .toList();
  }

  /**
   * Writes the text.
   *
   * @param values what is missing is empty
   */
  String render(Map<Placeholder, String> values, Escape escape) throws UnsendableException {
    StringBuilder text = new StringBuilder();
    for (Piece piece : present(values)) {
      text.append(piece.text());
      if (piece.placeholder().isPresent()) {
        Placeholder placeholder = piece.placeholder().get();
        text.append(escape.escape(placeholder, values.getOrDefault(placeholder, "")));
      }
    }
    return text.toString();
  }
}
