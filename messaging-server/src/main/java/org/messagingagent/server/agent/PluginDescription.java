package org.messagingagent.server.agent;

import java.util.List;

/** A plugin as callers see it. */
public record PluginDescription(String name, List<String> formats, boolean supportsConfig) {

  public PluginDescription {
    formats = List.copyOf(formats);
  }
}
