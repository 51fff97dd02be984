package org.messagingagent.hosts.examples.guice;

import com.google.inject.Inject;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;

public final class ShipmentsPlugin implements MessagingPlugin {

  private final Shipments shipments;

  @Inject
  ShipmentsPlugin(Shipments shipments) {
    this.shipments = shipments;
  }

  @Override
  public String name() {
    return "shipments";
  }

  @Override
  public Channel open(PluginContext context) {
    IncomingHandler handler =
        message -> {
          shipments.announce(message);
          return HandleOutcome.handled();
        };
    return handler;
  }
}
