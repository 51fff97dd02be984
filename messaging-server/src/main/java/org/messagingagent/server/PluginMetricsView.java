package org.messagingagent.server;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingagent.server.admin.Administration.PluginMetricEntry;
import org.messagingagent.server.plugin.PluginFigure;
import org.messagingagent.server.plugin.PluginFigure.Count;
import org.messagingagent.server.plugin.PluginFigure.Level;
import org.messagingagent.server.plugin.PluginFigure.Times;

/** Figures of plugins as an operator sees them: numbers, times in seconds. */
final class PluginMetricsView {

  private PluginMetricsView() {}

  static List<PluginMetricEntry> of(List<PluginFigure> figures) {
    return figures.stream().flatMap(PluginMetricsView::entries).toList();
  }

  private static Stream<PluginMetricEntry> entries(PluginFigure figure) {
    String name = figure.name();
    String about = figure.description();
    if (figure instanceof Count count) {
      return Stream.of(new PluginMetricEntry(name, Long.toString(count.value()), about));
    }
    if (figure instanceof Level level) {
      return Stream.of(new PluginMetricEntry(name, number(level.value()), about));
    }
    Times times = (Times) figure;
    return Stream.of(
        new PluginMetricEntry(name + ".count", Long.toString(times.count()), about + ", how often"),
        new PluginMetricEntry(name + ".total", seconds(times.total()), about + ", seconds in all"),
        new PluginMetricEntry(
            name + ".longest", seconds(times.longest()), about + ", seconds at most"));
  }

  private static String seconds(Duration time) {
    return plain(BigDecimal.valueOf(time.toNanos(), 9).setScale(6, RoundingMode.HALF_UP));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? plain(BigDecimal.valueOf(value)) : "";
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
