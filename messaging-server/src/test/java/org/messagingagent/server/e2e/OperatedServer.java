package org.messagingagent.server.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.AdministrationClient;
import org.messagingagent.server.e2e.Envelopes.Incoming;

/** A server in this process, seen by a caller, by gateways and by an operator, all over HTTP. */
final class OperatedServer implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  final Administration operator;
  private final MessagingServer server;
  private final RawSoap soap = new RawSoap();
  private final HttpClient gateway = HttpClient.newHttpClient();
  private final String ticket;

  private OperatedServer(MessagingServer server, Path directory) throws IOException {
    this.server = server;
    this.operator = AdministrationClient.find(directory.resolve("data")).orElseThrow();
    this.ticket = soap.logOn(server.address());
  }

  /**
   * @param settings beside the directory, the user, the port and the administration
   */
  static OperatedServer in(Path directory, UnaryOperator<MessagingServerBuilder> settings)
      throws IOException {
    MessagingServer server =
        settings.apply(LocalServer.without(directory)).administration(true).start();
    try {
      return new OperatedServer(server, directory);
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  /** Hands in a message; it is stored when this returns. */
  void create(String plugin, String content) throws IOException {
    soap.createMessage(server.address(), ticket, Incoming.to(plugin, content), Optional.empty())
        .requireSuccess();
  }

  List<Reply.DeliveryStatus> send(String plugin, String... contents) throws IOException {
    Reply reply =
        soap.sendMessages(server.address(), ticket, plugin, List.of(contents), Optional.empty());
    reply.requireSuccess();
    return reply.deliveryStatuses();
  }

  Reply.DeliveryStatus status(int messagingId) throws IOException {
    return soap.getDeliveryStatus(server.address(), ticket, List.of(messagingId))
        .deliveryStatuses()
        .get(0);
  }

  /** Posts a form to a plugin, as its gateway does; answers the status. */
  int call(String plugin, String path, String form, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.gatewayAddress() + "/gateway/" + plugin + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return gateway.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  PluginEntry plugin(String name) {
    return operator.plugins().stream()
        .filter(plugin -> plugin.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  String state(String plugin) {
    return plugin(plugin).state();
  }

  /** The incoming messages of a plugin, newest first. */
  List<IncomingEntry> incoming(String plugin) {
    return operator.incoming(
        new IncomingQuery(
            Optional.of(plugin),
            Optional.empty(),
            Optional.empty(),
            Long.MAX_VALUE,
            Administration.LARGEST_PAGE));
  }

  /** How many incoming messages of a plugin are in this state. */
  long count(String plugin, String state) {
    return operator.counts().stream()
        .filter(count -> count.direction().equals("incoming"))
        .filter(count -> count.plugin().equals(plugin) && count.state().equals(state))
        .mapToLong(MessageCount::count)
        .sum();
  }

  /** Waits until this holds. */
  static void await(String what, BooleanSupplier condition) {
    await(() -> what, condition);
  }

  /** Waits until this holds; what is said where it does not is looked at then. */
  static void await(Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("Not within %s: %s".formatted(LIMIT, what.get()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
