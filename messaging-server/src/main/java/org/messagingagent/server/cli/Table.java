package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns, each as wide as needed up to a limit; the last one has more room. */
final class Table {

  private static final int WIDEST = 60;
  private static final int WIDEST_LAST = 160;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(List.of(headings));
  }

  void row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      int widest = row.size() == cells.length - 1 ? WIDEST_LAST : WIDEST;
      String line = Terminal.harmless(cell.toString()).replace('\n', ' ').replace('\t', ' ');
      row.add(shortened(line, widest));
    }
    rows.add(row);
  }

  private static String shortened(String cell, int widest) {
    return cell.length() <= widest ? cell : cell.substring(0, widest - 1) + "…";
  }

  void print(Terminal terminal) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(i == 0 ? "" : GAP).append(cell).append(" ".repeat(widths[i] - cell.length()));
      }
      terminal.print(line.toString().stripTrailing());
    }
  }
}
