package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Stops plugins, all at once: what is the vendor's runs in threads of its own. */
final class PluginStop {

  private PluginStop() {}

  /** Closes plugins that nobody calls any more, and waits for all of them at most so long. */
  static void stop(List<InstalledPlugin> plugins, Duration limit) {
    plugins.forEach(InstalledPlugin::refuseCalls);
    List<BoundedCall<Boolean>> closing = new ArrayList<>();
    plugins.forEach(plugin -> closing.add(plugin.startClose(limit.dividedBy(3))));
    Deadline deadline = Deadline.in(limit);
    for (int i = 0; i < plugins.size(); i++) {
      plugins.get(i).awaitClose(closing.get(i), deadline);
    }
  }
}
