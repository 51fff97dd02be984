package org.messagingagent.server.cli;

/** Decides how this process logs. */
@FunctionalInterface
interface LogSetup {

  /**
   * May be called again.
   *
   * @param level as in {@code messaging.log.level}
   * @param format as in {@code messaging.log.format}
   */
  void apply(String level, String format);
}
