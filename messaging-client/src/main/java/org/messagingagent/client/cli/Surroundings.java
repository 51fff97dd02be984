package org.messagingagent.client.cli;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it, so that a test can give it.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param passwordPrompt asks the person at the terminal for a password
 */
record Surroundings(
    Map<String, String> environment, InputStream in, PasswordPrompt passwordPrompt) {

  /** Asks for a password. */
  @FunctionalInterface
  interface PasswordPrompt {
    /** The password; empty where there is no terminal. */
    Optional<String> ask(String question);
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
