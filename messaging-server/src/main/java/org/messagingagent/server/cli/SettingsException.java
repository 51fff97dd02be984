package org.messagingagent.server.cli;

import java.util.List;

/** The settings cannot be used. The message names all that is wrong, a line each. */
final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SettingsException(List<String> problems) {
    super(
        problems.size() == 1
            ? problems.get(0)
            : "%d problems with the settings:%n  %s"
                .formatted(problems.size(), String.join(System.lineSeparator() + "  ", problems)));
  }
}
