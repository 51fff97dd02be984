package org.messagingagent.plugin.testkit.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.AdministrationClient;

/**
 * A plugin in a real server, which is called as others call it: over HTTP, on a port of its own.
 * Safe for use by many threads, but for starting and stopping.
 *
 * <pre>{@code
 * try (PluginHarness harness =
 *     PluginHarness.of(SmsPlugin.class)
 *         .settings(Map.of("url", gateway.url()))
 *         .start(directory)) {
 *   harness.createMessage("Hello");
 *   harness.awaitHandled(1);
 *   int id = harness.send(OutgoingMessage.to("+4790000002").content("Hello").build()).messagingId();
 *   gateway.call("POST", harness.callbackAddress(), Map.of(), receipt);
 *   harness.awaitStatus(id, DeliveryStatus.Status.RECEIVED);
 * }
 * }</pre>
 *
 * The server tries again after 50 ms, doubling, and gives a call of SendMessages 20 s; {@link
 * PluginHarnessBuilder} changes that.
 */
public final class PluginHarness implements AutoCloseable {

  /** How long the methods that wait do so. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int PAGE = Administration.LARGEST_PAGE;

  private final PluginHarnessBuilder setup;
  private final Path directory;
  private Optional<MessagingServer> server = Optional.empty();
  private MessagingClient client;
  private Administration administration;

  PluginHarness(PluginHarnessBuilder setup, Path directory) {
    this.setup = setup;
    this.directory = requireNonNull(directory, "directory is null");
    start();
  }

  /** Begins with a plugin of this class, which runs in the test's own class loader. */
  public static PluginHarnessBuilder of(
      Class<? extends org.messagingagent.spi.MessagingPlugin> plugin) {
    return PluginHarnessBuilder.of(plugin);
  }

  /**
   * Begins with a plugin from its JAR and the libraries that it brings, which runs in a class
   * loader of its own, as in a server's plugins directory.
   *
   * @param name what the plugin answers as its name
   */
  public static PluginHarnessBuilder ofJars(String name, Path... jars) {
    return PluginHarnessBuilder.ofJars(name, List.of(jars));
  }

  /** The plugin's name. */
  public String plugin() {
    return setup.name();
  }

  /** Where the server listens. */
  public URI address() {
    return running().address();
  }

  /** Where the plugin's gateway calls; ends with a slash. */
  public URI callbackAddress() {
    return address().resolve("/gateway/" + plugin() + "/");
  }

  /** Calls the server as other systems do, with every operation of the service. */
  public MessagingClient client() {
    return client;
  }

  /** What an operator sees and does. */
  public Administration administration() {
    return administration;
  }

  /** How the plugin is listed to an operator. */
  public PluginEntry listing() {
    return administration.plugins().stream()
        .filter(entry -> entry.name().equals(plugin()) || entry.name().isEmpty())
        .findFirst()
        .orElseThrow(() -> new AssertionError("The server knows no plugin " + plugin()));
  }

  /** Hands in a message for the plugin. It is on disk when this returns. */
  public void createMessage(String content) {
    client.createMessage(
        IncomingMessage.forPlugin(plugin()).from("+4790000001").content(content).build());
  }

  /** Sends one message through the plugin. */
  public DeliveryStatus send(OutgoingMessage message) {
    return client.sendMessages(plugin(), List.of(message)).get(0);
  }

  /** What has become of a message that was sent. */
  public DeliveryStatus status(int messagingId) {
    return client.getDeliveryStatus(List.of(messagingId)).get(0);
  }

  /** The plugin's incoming messages in a state, newest first, at most 1,000. */
  public List<IncomingEntry> incoming(String state) {
    return administration.incoming(
        new IncomingQuery(
            Optional.of(plugin()), Optional.of(state), Optional.empty(), Long.MAX_VALUE, PAGE));
  }

  /**
   * Waits until the plugin has handled this many messages in all.
   *
   * @throws AssertionError where it has not within 60 s
   */
  public List<IncomingEntry> awaitHandled(int count) {
    return awaitIncoming("handled", count);
  }

  /**
   * Waits until this many of the plugin's messages are in a state: {@code waiting}, {@code
   * handled}, {@code dead} or {@code discarded}.
   *
   * @throws AssertionError where they are not within 60 s
   */
  public List<IncomingEntry> awaitIncoming(String state, int count) {
    return Waiting.until(
        "There were no %d incoming messages %s".formatted(count, state),
        PATIENCE,
        () -> Optional.of(incoming(state)).filter(entries -> entries.size() >= count));
  }

  /**
   * Waits until a message that was sent has a status.
   *
   * @throws AssertionError where it has not within 60 s
   */
  public DeliveryStatus awaitStatus(int messagingId, DeliveryStatus.Status status) {
    return Waiting.until(
        "Message %d was not %s".formatted(messagingId, status),
        PATIENCE,
        () -> Optional.of(status(messagingId)).filter(found -> found.status() == status));
  }

  /** Stops the server as an operator does, and starts it again on the same data. */
  public void restart() {
    stop();
    start();
  }

  /**
   * Stops the plugin and starts it anew, as an operator does while the server runs.
   *
   * @return what became of it, in a sentence
   */
  public String restartPlugin() {
    return administration.restartPlugin(plugin());
  }

  /** Stops the server as an operator does: calls under way are waited for, then interrupted. */
  public void stop() {
    server.ifPresent(MessagingServer::close);
    server = Optional.empty();
  }

  /** Starts the server where it was stopped. */
  public void start() {
    if (server.isEmpty()) {
      MessagingServer started = setup.startServer(directory);
      server = Optional.of(started);
      client =
          MessagingClient.builder(started.address().toString())
              .user(PluginHarnessBuilder.USER, PluginHarnessBuilder.PASSWORD)
              .requestTimeout(PATIENCE)
              .retries(0)
              .build();
      administration =
          AdministrationClient.find(PluginHarnessBuilder.data(directory)).orElseThrow();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private MessagingServer running() {
    return server.orElseThrow(() -> new IllegalStateException("The server has been stopped"));
  }
}
