package org.messagingagent.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documentation. */
record Page(String text) {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([\\w.-]+:[\\w.-]+)` \\| ([^|]*) \\|.*");
  private static final String INDENT = "    ";

  static Page named(String name) throws IOException {
    return new Page(Files.readString(ClassPaths.MODULE.resolve("../../docs").resolve(name)));
  }

  /** What follows a heading, to the next one of any level. */
  Page section(String heading) {
    int start = text.indexOf("\n## " + heading + "\n");
    if (start < 0) {
      throw new IllegalStateException("The page has no section " + heading);
    }
    int end = text.indexOf("\n## ", start + 1);
    return new Page(text.substring(start, end < 0 ? text.length() : end));
  }

  /** The artifacts in the first column of tables, and what the second says of each. */
  Map<String, String> artifacts() {
    Map<String, String> found = new TreeMap<>();
    Matcher rows = ROW.matcher(text);
    while (rows.find()) {
      if (found.put(rows.group(1), rows.group(2)) != null) {
        throw new IllegalStateException("The page lists twice " + rows.group(1));
      }
    }
    return found;
  }

  /** The indented blocks, without what they are indented by. */
  List<String> blocks() {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : (text + "\nend").split("\n")) {
      if (line.startsWith(INDENT) || line.isEmpty() && !block.isEmpty()) {
        block.append(line.isEmpty() ? "" : line.substring(INDENT.length())).append('\n');
      } else if (!block.isEmpty()) {
        blocks.add(block.toString().strip());
        block.setLength(0);
      }
    }
    return blocks;
  }
}
