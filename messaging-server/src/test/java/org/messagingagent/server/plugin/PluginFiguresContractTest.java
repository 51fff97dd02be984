package org.messagingagent.server.plugin;

import java.time.Clock;
import org.messagingagent.plugin.testkit.context.PluginMetricsContract;
import org.messagingagent.spi.PluginMetrics;

class PluginFiguresContractTest implements PluginMetricsContract {

  private final PluginFigures figures =
      new PluginFigures("sms", getClass().getClassLoader(), Clock.systemUTC());

  @Override
  public PluginMetrics metrics() {
    return figures;
  }

  @Override
  public long shownCount(String name) {
    return shown(PluginFigure.Count.class, name).value();
  }

  @Override
  public long shownTimings(String name) {
    return shown(PluginFigure.Times.class, name).count();
  }

  @Override
  public double shownValue(String name) {
    return shown(PluginFigure.Level.class, name).value();
  }

  private <T extends PluginFigure> T shown(Class<T> kind, String name) {
    return figures.snapshot().stream()
        .filter(figure -> figure.name().equals(name))
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }
}
