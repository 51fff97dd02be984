package org.messagingagent.server.admin;

import java.util.List;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.StoreAdministration.Hooks;

/** The plugins, for operators. */
final class PluginWork {

  private final Hooks hooks;
  private final Auditor auditor;

  PluginWork(Hooks hooks, Auditor auditor) {
    this.hooks = hooks;
    this.auditor = auditor;
  }

  List<PluginEntry> list() {
    return hooks.plugins().list();
  }

  PluginDetail describe(String name) {
    return hooks.plugins().describe(name);
  }

  void pause(String name) {
    auditor.run("plugins pause", target(name), () -> hooks.plugins().pause(name));
  }

  void resume(String name) {
    auditor.run("plugins resume", target(name), () -> hooks.plugins().resume(name));
    hooks.dispatch().lookAgain();
  }

  String restart(String name) {
    String result =
        auditor.call(
            "plugins restart", target(name), () -> hooks.plugins().restart(name), said -> said);
    hooks.dispatch().lookAgain();
    return result;
  }

  private static String target(String name) {
    return "plugin '%s'".formatted(name);
  }
}
