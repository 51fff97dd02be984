package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The header of a whole message, as a caller wrote it, read strictly. */
final class HeaderSection {

  private static final int MOST_FIELDS = 1_000;
  private static final int MOST_BYTES = 256 * 1024;

  /**
   * A field with its folded lines.
   *
   * @param lines as written, the last end included
   */
  record Field(String name, String lines) {

    /** The value on one line. */
    String value() {
      return lines.substring(name.length() + 1).replace("\r\n", "").strip();
    }
  }

  private final List<Field> fields;
  private final int length;

  private HeaderSection(List<Field> fields, int length) {
    this.fields = fields;
    this.length = length;
  }

  /**
   * Reads the header of a message.
   *
   * @param message with lines that end with CR LF
   * @throws UnsendableException where a line is no field of a header
   */
  static HeaderSection of(byte[] message) throws UnsendableException {
    List<Field> fields = new ArrayList<>();
    int at = 0;
    while (at < message.length) {
      int end = lineEnd(message, at);
      if (end == at + 2) {
        return new HeaderSection(fields, end);
      }
      while (end < message.length && (message[end] == ' ' || message[end] == '\t')) {
        end = lineEnd(message, end);
      }
      if (fields.size() == MOST_FIELDS || end > MOST_BYTES) {
        throw new UnsendableException(
            "The header has more than %d fields or %d bytes".formatted(MOST_FIELDS, MOST_BYTES));
      }
      fields.add(field(new String(message, at, end - at, UTF_8), fields.size() + 1));
      at = end;
    }
    return new HeaderSection(fields, message.length);
  }

  private static int lineEnd(byte[] message, int from) {
    int at = from;
    while (message[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private static Field field(String lines, int number) throws UnsendableException {
    int colon = lines.indexOf(':');
    String name = colon < 0 ? "" : lines.substring(0, colon);
    if (name.isEmpty() || !name.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw new UnsendableException(
          "The content does not begin with a mail's header: field %d is not of the form Name: value"
              .formatted(number));
    }
    if (Texts.hasControl(lines.replace("\r\n", "").replace("\t", ""))) {
      throw new UnsendableException(
          "The header field %s has a control character".formatted(Texts.oneLine(name, 80)));
    }
    return new Field(name, lines);
  }

  /** Where the body begins. */
  int length() {
    return length;
  }

  List<Field> fields() {
    return List.copyOf(fields);
  }

  /** The only field of this name; empty where there is none. */
  Optional<Field> only(String name) throws UnsendableException {
    List<Field> found =
        fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).toList();
    if (found.size() > 1) {
      throw new UnsendableException("The header has %s %d times".formatted(name, found.size()));
    }
    return found.stream().findFirst();
  }

  /** The fields as written, without those of these names, which are in lower case. */
  String without(Set<String> names) {
    StringBuilder kept = new StringBuilder(length);
    for (Field field : fields) {
      if (!names.contains(field.name().toLowerCase(Locale.ROOT))) {
        kept.append(field.lines());
      }
    }
    return kept.toString();
  }
}
