package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Figures with their conditions: a table for the terminal and the same as Markdown. */
final class Report {

  private final String title;
  private final Map<String, String> conditions = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private record Row(String what, String figure, String target) {}

  Report(String title) {
    this.title = title;
  }

  /** Begins a report with the conditions that every benchmark has. */
  static Report of(String title, Path work) {
    Report report = new Report(title);
    Runtime runtime = Runtime.getRuntime();
    report.condition("date", LocalDate.now(ZoneOffset.UTC).toString());
    report.condition(
        "machine",
        "%s, %d cores for client and server together"
            .formatted(cpuModel(), runtime.availableProcessors()));
    report.condition(
        "system",
        "%s %s; %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version")));
    report.condition("data on", fileStore(work));
    return report;
  }

  void condition(String name, String value) {
    conditions.put(name, value);
  }

  void row(String what, String figure) {
    row(what, figure, "");
  }

  void row(String what, String figure, String target) {
    rows.add(new Row(what, figure, target));
    System.out.printf("  %s: %s%n", what, figure);
  }

  /**
   * Three rows.
   *
   * @param nanos in nanoseconds
   * @param p99 the target of the 99th percentile; empty for none
   */
  void percentiles(String what, Histogram nanos, String p99) {
    row(what + ", p50", millis(nanos.getValueAtPercentile(50) / 1e6));
    row(what + ", p99", millis(nanos.getValueAtPercentile(99) / 1e6), p99);
    row(what + ", max", millis(nanos.getMaxValue() / 1e6));
  }

  void print() {
    int width = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
    int figureWidth = rows.stream().mapToInt(row -> row.figure().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(String.format("%n%s%n", title));
    conditions.forEach((name, value) -> text.append(String.format("  (%s: %s)%n", name, value)));
    for (Row row : rows) {
      String target = row.target().isEmpty() ? "" : "   target " + row.target();
      text.append(
          String.format(
              "  %-" + width + "s   %" + Math.max(1, figureWidth) + "s%s%n",
              row.what(),
              row.figure(),
              target));
    }
    text.append(String.format("%nMarkdown for docs/performance.md:%n%n## %s%n%n", title));
    conditions.forEach((name, value) -> text.append(String.format("- %s: %s%n", name, value)));
    text.append(String.format("%n| what | figure | target |%n| --- | ---: | --- |%n"));
    rows.forEach(
        row ->
            text.append(
                String.format("| %s | %s | %s |%n", row.what(), row.figure(), row.target())));
    System.out.println(text);
  }

  static String perSecond(double value) {
    return String.format(Locale.ROOT, "%,.0f/s", value);
  }

  static String micros(double value) {
    return String.format(Locale.ROOT, "%.1f µs", value);
  }

  static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f ms" : "%.1f ms", value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String seconds(Duration value) {
    return String.format(Locale.ROOT, "%.1f s", value.toMillis() / 1e3);
  }

  /** The three percentiles that say how even the answers are. */
  static String percentiles(LoadClient.Result result) {
    return "%s / %s / %s"
        .formatted(
            millis(result.millis(50)), millis(result.millis(99)), millis(result.millis(99.9)));
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String cpuModel() {
    Path info = Path.of("/proc/cpuinfo");
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String fileStore(Path work) {
    try {
      return Files.getFileStore(work).type();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
