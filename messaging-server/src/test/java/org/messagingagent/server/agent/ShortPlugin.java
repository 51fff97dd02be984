package org.messagingagent.server.agent;

import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;

/** Handles messages whose content is not longer than this. */
record ShortPlugin(String name, int maxContentLength) implements MessagingPlugin {

  @Override
  public Channel open(PluginContext context) {
    return (IncomingHandler) message -> HandleOutcome.handled();
  }
}
