package org.messagingagent.server.plugin;

/** A plugin breaks a rule of the SPI. The message says which, and the way out. */
final class UnusablePluginException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusablePluginException(String reason) {
    super(reason);
  }
}
