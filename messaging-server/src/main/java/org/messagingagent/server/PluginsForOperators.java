package org.messagingagent.server;

import java.util.ArrayList;
import java.util.List;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.PluginControl;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginFailure;
import org.messagingagent.server.plugin.PluginRegistry;

/** The plugins as an operator sees them: those that run, those that are off, those that failed. */
final class PluginsForOperators implements PluginControl {

  private final PluginRegistry plugins;

  PluginsForOperators(PluginRegistry plugins) {
    this.plugins = plugins;
  }

  @Override
  public PluginDetail describe(String name) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void pause(String name) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void resume(String name) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public String restart(String name) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public List<PluginEntry> list() {
    List<PluginEntry> entries = new ArrayList<>();
    for (InstalledPlugin plugin : plugins.all()) {
      entries.add(
          new PluginEntry(
              plugin.name(),
              plugin.info().version(),
              plugin.info().builtFor().orElse(""),
              "running",
              "up",
              plugin.takesIncoming(),
              plugin.sends(),
              plugin.supportsConfig(),
              plugin.takesCallbacks(),
              plugin.info().formats(),
              plugin.location(),
              ""));
    }
    for (String name : plugins.switchedOff()) {
      entries.add(idle(name, "off", "", ""));
    }
    for (PluginFailure failure : plugins.failures()) {
      entries.add(idle(failure.name().orElse(""), "failed", failure.location(), failure.reason()));
    }
    return entries;
  }

  private static PluginEntry idle(String name, String state, String location, String problem) {
    return new PluginEntry(
        name, "", "", state, "", false, false, false, false, List.of(), location, problem);
  }
}
