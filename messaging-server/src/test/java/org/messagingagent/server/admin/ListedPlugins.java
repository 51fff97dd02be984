package org.messagingagent.server.admin;

import java.util.List;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.AdministrationException.Reason;

/** Plugins that are only listed. */
public record ListedPlugins(List<PluginEntry> list) implements PluginControl {

  @Override
  public PluginDetail describe(String name) {
    throw none(name);
  }

  @Override
  public void pause(String name) {
    throw none(name);
  }

  @Override
  public void resume(String name) {
    throw none(name);
  }

  @Override
  public String restart(String name) {
    throw none(name);
  }

  private static AdministrationException none(String name) {
    return new AdministrationException(Reason.NOT_FOUND, "There is no plugin " + name);
  }
}
