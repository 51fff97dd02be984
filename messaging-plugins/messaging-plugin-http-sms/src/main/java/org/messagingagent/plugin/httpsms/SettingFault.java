package org.messagingagent.plugin.httpsms;

/** A setting is wrong. The message follows the setting's key, and holds no secret. */
final class SettingFault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SettingFault(String problem) {
    super(problem);
  }
}
