package org.messagingagent.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.ConfigurableSender;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/** The project's own server in this process, with a plugin {@code sms} that records. */
public final class RealServer implements AutoCloseable {

  public static final String USER = "crm";
  public static final String PASSWORD = "correct & <horse>";
  public static final String PLUGIN = "sms";

  private static final long LIMIT_SECONDS = 30;

  public final BlockingQueue<IncomingMessage> handled = new LinkedBlockingQueue<>();
  public final BlockingQueue<OutgoingMessage> sent = new LinkedBlockingQueue<>();
  public final BlockingQueue<Map<String, String>> configs = new LinkedBlockingQueue<>();
  private final MessagingServer server;
  private volatile Function<OutgoingMessage, SendOutcome> gateway =
      message -> SendOutcome.sent("ext-" + message.messagingId());

  private RealServer(MessagingServerBuilder builder) {
    server = builder.plugin(new Recorder()).start();
  }

  /** A server on a free port. */
  public static RealServer in(Path directory) {
    return in(directory, builder -> builder);
  }

  /**
   * @param settings beside the directory, the user and the plugin
   */
  public static RealServer in(Path directory, UnaryOperator<MessagingServerBuilder> settings) {
    return new RealServer(
        settings.apply(
            MessagingServer.builder()
                .dataDirectory(directory.resolve("data"))
                .user(USER, PASSWORD)
                .port(0)));
  }

  public String url() {
    return server.address().toString();
  }

  public int port() {
    return server.address().getPort();
  }

  /** Has the plugin send like this. */
  public void sendLike(Function<OutgoingMessage, SendOutcome> how) {
    gateway = how;
  }

  /** The next of these; waits for it. */
  public static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("Nothing came within %d s".formatted(LIMIT_SECONDS));
    }
    return next;
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Recorder implements MessagingPlugin, IncomingHandler, ConfigurableSender {

    @Override
    public String name() {
      return PLUGIN;
    }

    @Override
    public List<String> formats() {
      return List.of("text", "html");
    }

    @Override
    public Channel open(PluginContext context) {
      return this;
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      handled.add(message);
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      sent.add(message);
      return gateway.apply(message);
    }

    @Override
    public SendOutcome send(OutgoingMessage message, Map<String, String> config) {
      configs.add(config);
      return send(message);
    }

    @Override
    public void close() {}
  }
}
