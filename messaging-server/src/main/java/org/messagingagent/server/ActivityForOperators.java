package org.messagingagent.server;

import java.util.HashMap;
import java.util.Map;
import org.messagingagent.server.admin.Activity;
import org.messagingagent.server.inbox.Dispatcher;
import org.messagingagent.server.inbox.LaneActivity;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginFigure;
import org.messagingagent.server.plugin.PluginRegistry;

/** What this node works on, as the administration sees it. */
record ActivityForOperators(Dispatcher dispatcher, HandledRates rates) implements Activity {

  private static final String HANDLED = "calls.handle.handled";

  @Override
  public Map<String, PluginActivity> now() {
    Map<String, Double> perSecond = rates.perSecond();
    Map<String, PluginActivity> activity = new HashMap<>();
    for (Map.Entry<String, LaneActivity> lane : dispatcher.activity().entrySet()) {
      activity.put(
          lane.getKey(),
          new PluginActivity(
              lane.getValue().held(),
              lane.getValue().running(),
              perSecond.getOrDefault(lane.getKey(), 0.0)));
    }
    return activity;
  }

  /** How many messages each plugin that runs has handled since it was started. */
  static Map<String, Long> handled(PluginRegistry plugins) {
    Map<String, Long> handled = new HashMap<>();
    for (InstalledPlugin plugin : plugins.all()) {
      for (PluginFigure figure : plugin.figures()) {
        if (figure instanceof PluginFigure.Count count && count.name().equals(HANDLED)) {
          handled.put(plugin.name(), count.value());
        }
      }
    }
    return handled;
  }
}
