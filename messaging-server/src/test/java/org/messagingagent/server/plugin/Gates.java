package org.messagingagent.server.plugin;

/** What an operator does to a plugin, for the tests of other packages. */
public final class Gates {

  private Gates() {}

  /** Pauses the plugin, or lets it go on. */
  public static void pause(InstalledPlugin plugin, boolean now) {
    plugin.sending().pause(now);
    plugin.handling().pause(now);
  }

  /** Lets nobody in any more, as where the plugin is stopped. */
  public static void stop(InstalledPlugin plugin) {
    plugin.sending().stop();
    plugin.handling().stop();
  }

  /** How many calls that send go on past their time. */
  public static int overdueSends(InstalledPlugin plugin) {
    return plugin.sending().overdueCalls();
  }
}
