package org.messagingagent.plugin.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.messagingagent.plugin.testkit.ConformanceReport.Line;
import org.messagingagent.plugin.testkit.ConformanceReport.Plugin;
import org.messagingagent.plugin.testkit.ConformanceReport.Result;
import org.messagingagent.spi.SpiVersion;

/** A conformance report for people. */
final class ConformanceText {

  private ConformanceText() {}

  static String of(Plugin plugin, List<Line> lines, Instant now) {
    StringBuilder text = new StringBuilder();
    text.append("Conformance of plugin %s %s\n".formatted(plugin.name(), plugin.version()));
    text.append("Class: %s\n".formatted(plugin.type()));
    text.append(
        "Plugin interface: built for %s, tested with %s\n"
            .formatted(plugin.spi(), SpiVersion.CURRENT));
    text.append(
        "Java: %s (%s)\n"
            .formatted(System.getProperty("java.version"), System.getProperty("java.vendor")));
    text.append("Time: %s\n".formatted(now));
    text.append(
        "Result: %d passed, %d failed, %d skipped\n"
            .formatted(
                count(lines, Result.PASSED),
                count(lines, Result.FAILED),
                count(lines, Result.SKIPPED)));
    String contract = "";
    for (Line line : lines) {
      if (!line.contract().equals(contract)) {
        contract = line.contract();
        text.append("\n").append(contract).append("\n");
      }
      text.append(
          "  %-7s %s (%d ms)%s\n"
              .formatted(
                  line.result().name().toLowerCase(Locale.ROOT),
                  line.promise(),
                  line.took().toMillis(),
                  line.reason().isEmpty() ? "" : ": " + line.reason()));
    }
    return text.toString();
  }

  static long count(List<Line> lines, Result result) {
    return lines.stream().filter(line -> line.result() == result).count();
  }
}
