package org.messagingagent.server.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/**
 * A gauge with as many rows as there are plugins, states and the like at the time. A row that stays
 * is never taken out and put in again, as {@link io.micrometer.core.instrument.MultiGauge} does:
 * whoever reads the registry in that moment meets it twice, and Prometheus' page cannot be written
 * then. For one thread at a time; the registry may be read by others meanwhile.
 */
final class GaugeRows {

  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private final String unit;
  private final Map<Tags, Row> rows = new HashMap<>();

  private GaugeRows(MeterRegistry registry, String name, String description, String unit) {
    this.registry = requireNonNull(registry, "registry is null");
    this.name = requireNonNull(name, "name is null");
    this.description = requireNonNull(description, "description is null");
    this.unit = unit;
  }

  /** Rows of numbers. */
  static GaugeRows of(MeterRegistry registry, String name, String description) {
    return new GaugeRows(registry, name, description, null);
  }

  /** Rows of times in seconds. */
  static GaugeRows ofSeconds(MeterRegistry registry, String name, String description) {
    return new GaugeRows(registry, name, description, "seconds");
  }

  /** Shows these values, and no row that has none. */
  void show(Map<Tags, ? extends Number> values) {
    rows.entrySet()
        .removeIf(
            row -> {
              boolean gone = !values.containsKey(row.getKey());
              if (gone) {
                registry.remove(row.getValue().gauge);
              }
              return gone;
            });
    values.forEach(
        (tags, value) -> {
          Row known = rows.get(tags);
          if (known == null) {
            rows.put(tags, new Row(tags, value.doubleValue()));
          } else {
            known.value = value.doubleValue();
          }
        });
  }

  private final class Row {
    private final Gauge gauge;
    private volatile double value;

    Row(Tags tags, double value) {
      this.value = value;
      this.gauge =
          Gauge.builder(name, () -> this.value)
              .description(description)
              .baseUnit(unit)
              .tags(tags)
              .register(registry);
    }
  }
}
