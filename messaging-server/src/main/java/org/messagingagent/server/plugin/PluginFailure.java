package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A plugin that was found and does not run.
 *
 * @param location the JAR or directory, or where else it came from
 * @param name the plugin's name, where it got so far as to tell it
 * @param reason one line for the operator: what is wrong and what to do
 */
public record PluginFailure(String location, Optional<String> name, String reason) {

  public PluginFailure {
    requireNonNull(location, "location is null");
    requireNonNull(name, "name is null");
    requireNonNull(reason, "reason is null");
  }
}
