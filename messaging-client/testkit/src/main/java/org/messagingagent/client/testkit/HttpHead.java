package org.messagingagent.client.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The first line of a message of HTTP/1.1 and its headers. */
record HttpHead(String line, List<Field> fields) {

  /** What is said to the next hop alone (RFC 9110, 7.6.1), or is said anew for it. */
  private static final Set<String> OF_THE_HOP =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  record Field(String name, String value) {}

  HttpHead {
    fields = List.copyOf(fields);
  }

  /** The first of this name. */
  Optional<String> field(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  boolean says(String name, String value) {
    return field(name).map(text -> text.toLowerCase(Locale.ROOT).contains(value)).orElse(false);
  }

  /** By name in lower case. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    fields.forEach(
        field ->
            values.merge(
                field.name().toLowerCase(Locale.ROOT), field.value(), (a, b) -> a + ", " + b));
    return values;
  }

  String method() {
    return word(0);
  }

  /** The target of a request. */
  String target() {
    return word(1);
  }

  /** The status of an answer. */
  int status() throws HttpReader.MalformedException {
    try {
      return Integer.parseInt(word(1));
    } catch (NumberFormatException e) {
      throw new HttpReader.MalformedException("No status: " + line);
    }
  }

  /** Whether the connection is done with after this message. */
  boolean closes() {
    return says("Connection", "close") || line.contains("HTTP/1.0");
  }

  /** The same for the next hop, with a body of this length. */
  HttpHead withLength(int length) {
    List<Field> kept = new ArrayList<>(endToEnd());
    kept.add(new Field("Content-Length", Integer.toString(length)));
    return new HttpHead(line, kept);
  }

  /** The same for the next hop, with the length that it says, of a body that does not come. */
  HttpHead withoutBody() {
    List<Field> kept = new ArrayList<>(endToEnd());
    field("Content-Length").ifPresent(value -> kept.add(new Field("Content-Length", value)));
    return new HttpHead(line, kept);
  }

  HttpHead closing() {
    List<Field> all = new ArrayList<>(fields);
    all.add(new Field("Connection", "close"));
    return new HttpHead(line, all);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(line).append("\r\n");
    fields.forEach(
        field -> text.append(field.name()).append(": ").append(field.value()).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private List<Field> endToEnd() {
    return fields.stream()
        .filter(field -> !OF_THE_HOP.contains(field.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private String word(int index) {
    String[] words = line.split(" ", 3);
    return index < words.length ? words[index] : "";
  }
}
