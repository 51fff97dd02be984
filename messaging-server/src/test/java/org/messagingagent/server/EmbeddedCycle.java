package org.messagingagent.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/**
 * A server that somebody starts and stops who knows nothing of its classes, as in an application
 * that is deployed and undeployed. Starts when it is called, and says where it listens.
 */
public final class EmbeddedCycle implements Callable<URI>, AutoCloseable {

  private final MessagingServer server;

  /**
   * @param directory the data directory
   */
  public EmbeddedCycle(Path directory) {
    server =
        MessagingServer.builder()
            .dataDirectory(directory)
            .port(0)
            .plugin(new Plugin())
            .user("crm", "correct horse")
            .build();
  }

  @Override
  public URI call() {
    server.start();
    Caller caller = Caller.trusted("host");
    server.agent().createMessage(caller, IncomingDraft.forPlugin("sms").withContent("hello"));
    server
        .agent()
        .sendMessages(
            caller, "sms", List.of(OutgoingDraft.toAddress("+47").withContent("hello to you")));
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }

  private static final class Plugin implements MessagingPlugin {

    @Override
    public String name() {
      return "sms";
    }

    @Override
    public Channel open(PluginContext context) {
      return new Both();
    }
  }

  private static final class Both implements IncomingHandler, OutgoingSender {

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return SendOutcome.sent("sms-" + message.messagingId());
    }
  }
}
