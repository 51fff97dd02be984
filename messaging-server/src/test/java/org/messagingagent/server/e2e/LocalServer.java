package org.messagingagent.server.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.inbox.TestPlugin;

/**
 * A server in this process, spoken to over real HTTP, by a caller who is logged on. Its plugin
 * {@value #PLUGIN} is a {@link Recorder}.
 */
final class LocalServer implements AutoCloseable {

  static final String PLUGIN = "sms";

  final Recorder plugin;
  final RawSoap soap = new RawSoap();
  final String ticket;
  private final MessagingServer server;

  private LocalServer(MessagingServer server, Recorder plugin) throws IOException {
    this.server = server;
    this.plugin = plugin;
    this.ticket = soap.logOn(server.address());
  }

  static LocalServer in(Path directory) throws IOException {
    return in(directory, builder -> builder);
  }

  /**
   * @param settings beside the directory, the user, the port and the plugin
   */
  static LocalServer in(Path directory, UnaryOperator<MessagingServerBuilder> settings)
      throws IOException {
    Recorder recorder = new Recorder();
    TestPlugin plugin = new TestPlugin(PLUGIN, List.of("text", "html"), recorder);
    MessagingServer server = settings.apply(without(directory)).plugin(plugin).port(0).start();
    try {
      return new LocalServer(server, recorder);
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  /** The same without the plugin, to be started. */
  static MessagingServerBuilder without(Path directory) {
    return MessagingServer.builder()
        .dataDirectory(directory.resolve("data"))
        .store(TestStore.of(directory))
        .user(ServerSetup.USER, ServerSetup.PASSWORD)
        .port(0);
  }

  URI address() {
    return server.address();
  }

  Reply createMessage(Incoming message) throws IOException {
    return soap.createMessage(address(), ticket, message, Optional.empty());
  }

  Reply createMessage(Incoming message, String key) throws IOException {
    return soap.createMessage(address(), ticket, message, Optional.of(key));
  }

  List<Reply.DeliveryStatus> sendMessages(String... contents) throws IOException {
    return sent(soap.sendMessages(address(), ticket, PLUGIN, List.of(contents), Optional.empty()));
  }

  List<Reply.DeliveryStatus> sendMessagesOnce(String key, String... contents) throws IOException {
    return sent(soap.sendMessages(address(), ticket, PLUGIN, List.of(contents), Optional.of(key)));
  }

  private static List<Reply.DeliveryStatus> sent(Reply reply) {
    reply.requireSuccess();
    return reply.deliveryStatuses();
  }

  Reply.DeliveryStatus status(int messagingId) throws IOException {
    return soap.getDeliveryStatus(address(), ticket, List.of(messagingId))
        .deliveryStatuses()
        .get(0);
  }

  Reply setDeliveryStatus(String externalId, int status, String description) throws IOException {
    return soap.setDeliveryStatus(address(), ticket, PLUGIN, externalId, status, description);
  }

  @Override
  public void close() {
    server.close();
  }
}
