package org.messagingagent.server.plugin;

/** A plugin breaks a rule of the SPI. The message says which, and the way out. */
final class UnusablePluginException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean leavesThread;

  UnusablePluginException(String reason) {
    this(reason, false);
  }

  private UnusablePluginException(String reason, boolean leavesThread) {
    super(reason);
    this.leavesThread = leavesThread;
  }

  /** One after which a thread of the plugin's may still run. */
  static UnusablePluginException leavingThread(String reason) {
    return new UnusablePluginException(reason, true);
  }

  /** Whether a thread of the plugin's may still run, and need its classes. */
  boolean leavesThread() {
    return leavesThread;
  }
}
