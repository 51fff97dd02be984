package org.messagingagent.hosts.examples.spring;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.springframework.stereotype.Component;

@Component
public class ShipmentsPlugin implements MessagingPlugin {

  private final BlockingQueue<String> announced = new LinkedBlockingQueue<>();

  @Override
  public String name() {
    return "shipments";
  }

  @Override
  public Channel open(PluginContext context) {
    IncomingHandler handler =
        message -> {
          announced.add(message.content());
          return HandleOutcome.handled();
        };
    return handler;
  }

  public BlockingQueue<String> announced() {
    return announced;
  }
}
