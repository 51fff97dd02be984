package org.messagingagent.plugin.httpsms;

import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginMetrics.Counter;
import org.messagingagent.spi.PluginMetrics.Timer;

/** The plugin's own figures; calls and outcomes are counted by the server. */
record Figures(
    Timer requests,
    Counter notReached,
    Counter lost,
    Counter unsendable,
    Counter simulated,
    Counter receipts,
    Counter unmapped,
    Counter incoming,
    Counter refused,
    Counter bad) {

  static Figures of(PluginMetrics metrics) {
    return new Figures(
        metrics.timer("requests", "Requests that the gateway answered, and how long that took"),
        metrics.counter("requests.unreached", "Requests that certainly did not reach the gateway"),
        metrics.counter("requests.lost", "Requests without a whole answer"),
        metrics.counter("messages.unsendable", "Messages that could not be put into a request"),
        metrics.counter("messages.simulated", "Messages that were sent to nobody"),
        metrics.counter("receipts", "Reports of the gateway"),
        metrics.counter("receipts.unmapped", "Reports whose status the settings do not name"),
        metrics.counter("incoming", "Incoming messages of the gateway, repeats among them"),
        metrics.counter("callbacks.refused", "Requests that were not the gateway's"),
        metrics.counter(
            "callbacks.bad", "Requests of the gateway that lack what they should have"));
  }
}
