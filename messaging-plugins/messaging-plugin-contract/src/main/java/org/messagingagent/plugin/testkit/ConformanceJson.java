package org.messagingagent.plugin.testkit;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.messagingagent.plugin.testkit.ConformanceReport.Line;
import org.messagingagent.plugin.testkit.ConformanceReport.Plugin;
import org.messagingagent.plugin.testkit.ConformanceReport.Result;
import org.messagingagent.spi.SpiVersion;

/** A conformance report for programs (JSON, RFC 8259). */
final class ConformanceJson {

  private ConformanceJson() {}

  static String of(Plugin plugin, List<Line> lines, Instant now) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("plugin", text(plugin.name()));
    fields.put("version", text(plugin.version()));
    fields.put("class", text(plugin.type()));
    fields.put("builtForSpi", text(plugin.spi()));
    fields.put("testedWithSpi", text(SpiVersion.CURRENT));
    fields.put("java", text(System.getProperty("java.version")));
    fields.put("time", text(now.toString()));
    for (Result result : Result.values()) {
      fields.put(word(result), Long.toString(ConformanceText.count(lines, result)));
    }
    fields.put(
        "promises",
        lines.stream().map(line -> "    " + promise(line)).collect(joining(",\n", "[\n", "\n  ]")));
    return fields.entrySet().stream()
        .map(field -> "  %s: %s".formatted(text(field.getKey()), field.getValue()))
        .collect(joining(",\n", "{\n", "\n}\n"));
  }

  private static String promise(Line line) {
    return "{\"contract\": %s, \"promise\": %s, \"result\": %s, \"reason\": %s, \"millis\": %d}"
        .formatted(
            text(line.contract()),
            text(line.promise()),
            text(word(line.result())),
            text(line.reason()),
            line.took().toMillis());
  }

  private static String word(Result result) {
    return result.name().toLowerCase(Locale.ROOT);
  }

  private static String text(String value) {
    StringBuilder json = new StringBuilder("\"");
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        default -> json.append(c < 0x20 ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return json.append('"').toString();
  }
}
