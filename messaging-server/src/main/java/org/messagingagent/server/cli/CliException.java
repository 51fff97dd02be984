package org.messagingagent.server.cli;

/** A command cannot do what it is asked; the message says why, and the way out. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message);
  }
}
