package org.messagingagent.plugin.webhook;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.messagingagent.spi.PluginMetrics;

/** The plugin's figures. The server counts messages and outcomes itself. */
final class WebhookMetrics {

  private final PluginMetrics metrics;
  private final PluginMetrics.Timer answered;
  private final PluginMetrics.Counter unanswered;
  private final PluginMetrics.Counter notAllowed;
  private final PluginMetrics.Counter busy;

  WebhookMetrics(PluginMetrics metrics) {
    this.metrics = metrics;
    this.answered = metrics.timer("requests", "Requests that the receiver answered");
    this.unanswered =
        metrics.counter("requests.unanswered", "Requests that the receiver did not answer");
    this.notAllowed =
        metrics.counter("requests.forbidden", "Requests not made: the address is not allowed");
    this.busy =
        metrics.counter("requests.busy", "Requests that the receiver wanted later (429, 503)");
  }

  void answered(Duration time) {
    answered.record(time);
  }

  void unanswered() {
    unanswered.increment();
  }

  void notAllowed() {
    notAllowed.increment();
  }

  void busy() {
    busy.increment();
  }

  void connections(DoubleSupplier open) {
    metrics.gauge("connections.open", "Connections to the receiver", open);
  }
}
