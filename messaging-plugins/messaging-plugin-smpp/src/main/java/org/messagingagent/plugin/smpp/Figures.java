package org.messagingagent.plugin.smpp;

import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginMetrics.Counter;
import org.messagingagent.spi.PluginMetrics.Timer;

/** The plugin's figures. */
record Figures(
    Counter submitted,
    Counter refused,
    Counter throttled,
    Counter unanswered,
    Timer answered,
    Counter binds,
    Counter receipts,
    Counter earlyReceipts,
    Counter unreadable,
    Counter messages,
    Counter parts,
    Counter incomplete,
    Counter repeats,
    Counter deferred) {

  static Figures of(PluginMetrics metrics) {
    return new Figures(
        metrics.counter("submits.taken", "short messages that the SMSC took"),
        metrics.counter("submits.refused", "short messages that the SMSC refused"),
        metrics.counter("submits.throttled", "times the SMSC said that it is too much"),
        metrics.counter("submits.unanswered", "short messages without an answer"),
        metrics.timer("submits.time", "how long the SMSC took to answer a submit"),
        metrics.counter("binds", "times that a bind was made"),
        metrics.counter("receipts", "delivery receipts"),
        metrics.counter("receipts.early", "delivery receipts for messages that were not known yet"),
        metrics.counter("received.unreadable", "requests of the SMSC that could not be read"),
        metrics.counter("incoming", "incoming messages that were submitted"),
        metrics.counter("incoming.parts", "parts of incoming messages"),
        metrics.counter("incoming.incomplete", "incoming messages submitted without all parts"),
        metrics.counter("incoming.repeats", "incoming messages that the SMSC brought again"),
        metrics.counter("received.deferred", "requests of the SMSC that it has to bring again"));
  }
}
