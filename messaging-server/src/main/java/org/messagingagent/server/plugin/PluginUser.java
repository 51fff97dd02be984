package org.messagingagent.server.plugin;

/** A part of the server that calls plugins, and is told when they come and go. */
public interface PluginUser {

  /** The plugin may be called from now on. Must be short. */
  void started(InstalledPlugin plugin);

  /**
   * The plugin is being stopped: its gates let nobody in any more. Returns when none of its calls
   * is under way, or the time for that is over; what still runs then is interrupted and left
   * behind.
   */
  void stopping(InstalledPlugin plugin);
}
