package org.messagingagent.server.admin;

import java.util.List;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;

/**
 * What operators see of plugins and do with them. Safe for use by many threads. Every method but
 * {@link #list} throws {@link AdministrationException} where there is no plugin of that name, or it
 * cannot do what it says.
 */
public interface PluginControl {

  /** All plugins by name, also those that failed or are switched off. */
  List<PluginEntry> list();

  /** One plugin with all that is known of it. */
  PluginDetail describe(String name);

  /**
   * Hands the plugin no messages from now on, also after a restart of the server; incoming ones
   * wait, and sending is refused. Calls that run go on. Its gateway's requests and its own jobs go
   * on, too. Pausing again does nothing.
   */
  void pause(String name);

  /** Hands it messages again. Does nothing where it is not paused. */
  void resume(String name);

  /**
   * Stops the plugin, waits for its calls within the time-outs, lets go of its classes, and starts
   * it anew from where it was found, with its settings read again. Also starts one that failed, and
   * one that was put into the plugins directory since the server started. Returns when it runs.
   *
   * @return what became of it, in a sentence
   */
  String restart(String name);
}
