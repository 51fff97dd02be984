package org.messagingagent.plugin.testkit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

/** A plugin that breaks promises, each of which the contract has to notice. */
public class ExamplePlugin implements MessagingPlugin {

  /** For {@link java.util.ServiceLoader}. */
  public ExamplePlugin() {}

  @Override
  public String name() {
    return "no name: it has spaces";
  }

  @Override
  public List<PluginSetting> settings() {
    return List.of(
        PluginSetting.url("url").required(),
        PluginSetting.text("token").required().secret().describedAs("The account's"));
  }

  @Override
  public Channel open(PluginContext context) {
    System.out.println("opened");
    Thread left = new Thread(ExamplePlugin::sleep, "left-behind");
    left.setDaemon(true);
    left.start();
    return new BadChannel(context);
  }

  private static void sleep() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record BadChannel(PluginContext context)
      implements IncomingHandler, OutgoingSender, CallbackHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return message.messageId() == 1 ? HandleOutcome.handled() : null;
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      try {
        HttpURLConnection connection =
            (HttpURLConnection)
                URI.create(context.settings().require("url")).toURL().openConnection();
        return connection.getResponseCode() == 200
            ? SendOutcome.sent("always-the-same")
            : SendOutcome.rejected("status");
      } catch (IOException e) {
        return SendOutcome.retry("lost with " + context.settings().require("token"));
      }
    }

    @Override
    public CallbackResponse answer(CallbackRequest request) {
      return CallbackResponse.ok();
    }

    @Override
    public String toString() {
      return "BadChannel with " + context.settings().require("token");
    }
  }
}
