package org.messagingagent.client.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Prints results: tables and sentences for people, one JSON object a command for scripts. */
final class Output {

  private static final String GAP = "  ";

  private final PrintWriter out;

  Output(PrintWriter out) {
    this.out = out;
  }

  /** Writes JSON. */
  @FunctionalInterface
  interface JsonContent {
    void writeTo(JsonGenerator json) throws IOException;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void json(JsonContent fields) {
    line(toJson(fields));
  }

  /** One object in one line, with these fields. */
  static String toJson(JsonContent fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      fields.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Columns as wide as their widest cell; the last one is left as it is. */
  void table(List<String> head, List<List<String>> rows) {
    int[] widths = new int[head.size()];
    widen(widths, head);
    rows.forEach(row -> widen(widths, row));
    row(widths, head);
    rows.forEach(row -> row(widths, row));
    out.flush();
  }

  private static void widen(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], printable(row.get(i)).length());
    }
  }

  private void row(int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = printable(row.get(i));
      line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
    }
    out.println(line.toString().stripTrailing());
  }

  /** What comes from a server must not steer the terminal. */
  static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
