package org.messagingagent.server.prove;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;

/**
 * The plugin of the proof's nodes: tells the proof of each start and each end of its handler. It is
 * not found by any server; the proof's nodes are given it.
 */
public final class ProvePlugin implements MessagingPlugin {

  /** The name that the proof's messages are addressed to. */
  public static final String NAME = "prove";

  private final String node;
  private final int port;
  private final String token;

  /**
   * @param node this run of the node, such as {@code node-2.5}
   * @param port where the proof listens, on the loopback address
   * @param token by which the proof knows its nodes
   */
  public ProvePlugin(String node, int port, String token) {
    this.node = requireNonNull(node, "node is null");
    this.port = port;
    this.token = requireNonNull(token, "token is null");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Tells the proof of what it handles.";
  }

  @Override
  public Channel open(PluginContext context) {
    return new Handler(node, new JournalLink(port, token));
  }

  /** Never ends a message without the proof knowing of it. */
  private record Handler(String node, JournalLink link) implements IncomingHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message) throws IOException, InterruptedException {
      Work work = Work.parse(message.content());
      tell(Event.Kind.START, work, message);
      TimeUnit.MILLISECONDS.sleep(work.millis());
      if (work.failsOnce() && message.attempt() == 1) {
        tell(Event.Kind.FAILED, work, message);
        return HandleOutcome.retry("The proof fails this message once");
      }
      tell(Event.Kind.DONE, work, message);
      return HandleOutcome.handled();
    }

    private void tell(Event.Kind kind, Work work, IncomingMessage message) throws IOException {
      link.tell(
          new Event(kind, work.key().toString(), message.messageId(), message.attempt(), node));
    }

    @Override
    public void close() throws IOException {
      link.close();
    }
  }
}
