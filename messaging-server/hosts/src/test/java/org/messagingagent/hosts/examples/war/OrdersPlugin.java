package org.messagingagent.hosts.examples.war;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;

/** Writes orders to a file. */
public final class OrdersPlugin implements MessagingPlugin {

  @Override
  public String name() {
    return "orders";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(PluginSetting.text("file").required());
  }

  @Override
  public Channel open(PluginContext context) {
    Path file = Path.of(context.settings().require("file"));
    IncomingHandler handler =
        message -> {
          Files.writeString(
              file, message.content() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          return HandleOutcome.handled();
        };
    return handler;
  }
}
