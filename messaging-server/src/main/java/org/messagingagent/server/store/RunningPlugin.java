package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a plugin that runs on a node does, so that the other nodes can take messages for it.
 *
 * @param formats that it takes; empty means any
 * @param maxContentLength in characters; 0 for no limit
 * @param supportsConfig whether it sends with a configuration too
 */
public record RunningPlugin(
    String name,
    List<String> formats,
    int maxContentLength,
    boolean takesIncoming,
    boolean sends,
    boolean supportsConfig) {

  public RunningPlugin {
    requireNonNull(name, "name is null");
    formats = List.copyOf(formats);
  }
}
