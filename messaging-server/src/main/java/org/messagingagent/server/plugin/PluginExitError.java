package org.messagingagent.server.plugin;

/** A plugin wanted to end the process. Ends the plugin's call; the server goes on. */
final class PluginExitError extends Error {

  private static final long serialVersionUID = 1L;

  /**
   * @param call such as {@code System.exit(1)}
   */
  PluginExitError(String call) {
    super(
        "it called %s, which would end the server and was refused; get a build that does not"
            .formatted(call),
        null,
        false,
        false);
  }
}
