package org.messagingagent.client.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.server.MessagingServer;

/**
 * A {@link TestMessagingServer} outside of JUnit, or where a test wants to start and close it by
 * itself. It runs until it is closed, and leaves neither files nor threads.
 *
 * <pre>{@code
 * try (LocalMessagingServer server = LocalMessagingServer.start("sms")) {
 *   server.client().createMessage(IncomingMessage.forPlugin("sms").content("Hello").build());
 *   server.awaitReceived(1);
 * }
 * }</pre>
 */
public final class LocalMessagingServer extends TestMessagingServer implements AutoCloseable {

  private static final int CALLS_KEPT = 1_000;
  private static final Duration BRIEFLY = Duration.ofSeconds(1);

  private final ServerSetup setup;
  private final TemporaryDirectory directory;
  private final Recorder recorder = new Recorder();
  private final ShiftedClock clock = new ShiftedClock();
  private final WaitingMessages waiting;
  private final Front front;
  private Optional<MessagingServer> server = Optional.empty();
  private Optional<MessagingClient> client = Optional.empty();
  private boolean closed;

  LocalMessagingServer(ServerSetup setup) {
    this.setup = setup;
    this.front =
        new Front(setup.port(), new Faults(), new Journal<>(CALLS_KEPT), setup.wrapExceptions());
    try {
      directory = TemporaryDirectory.create();
    } catch (RuntimeException | Error e) {
      front.close();
      throw e;
    }
    waiting = new WaitingMessages(directory.path(), setup.plugins());
    try {
      startServer();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Starts a server with plugins of these names, which take everything; one is at least due. */
  public static LocalMessagingServer start(String plugin, String... more) {
    return builder().plugins(plugin).plugins(more).start();
  }

  /** Begins with the defaults for all. */
  public static Builder builder() {
    return new Builder();
  }

  /** Says how a server is to be, and starts it. */
  public static final class Builder extends TestMessagingServerBuilder<Builder> {

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** Starts the server. It takes calls when this returns. */
    public LocalMessagingServer start() {
      return new LocalMessagingServer(setup());
    }
  }

  @Override
  LocalMessagingServer running() {
    return this;
  }

  ServerSetup setup() {
    return setup;
  }

  Recorder recorder() {
    return recorder;
  }

  Front front() {
    return front;
  }

  ShiftedClock clock() {
    return clock;
  }

  synchronized boolean hasServer() {
    return server.isPresent();
  }

  synchronized MessagingClient sharedClient() {
    requireOpen();
    if (client.isEmpty()) {
      client = Optional.of(newClient().build());
    }
    return client.get();
  }

  synchronized void startServer() {
    requireOpen();
    if (server.isEmpty()) {
      MessagingServer started = setup.start(directory.path(), recorder, clock);
      server = Optional.of(started);
      front.open(started.address().getPort());
    }
  }

  synchronized void stopServer() {
    if (server.isPresent()) {
      front.refuse();
      server.get().close();
      server = Optional.empty();
      front.cutAll();
    }
  }

  /**
   * Waits until what callers have an answer for has reached its plugin.
   *
   * @throws AssertionError where that takes too long
   */
  void settle() {
    long left = hasServer() ? waiting.awaitNone(setup.patience()) : 0;
    if (left > 0) {
      throw new MissingRecordError(
          "%d messages have been accepted and not handed to their plugins within %d ms\n%s"
              .formatted(left, setup.patience().toMillis(), describe()));
    }
  }

  /**
   * As {@link #settle}, for no longer than a person would notice.
   *
   * @return how many messages still wait
   */
  long settleBriefly() {
    return hasServer() ? waiting.awaitNone(BRIEFLY) : 0;
  }

  void resetAll() {
    front.faults().clear();
    front.letGo();
    startServer();
    settle();
    front.calls().clear();
    recorder.reset();
  }

  List<String> unused() {
    return Stream.concat(front.faults().unused().stream(), recorder.unused().stream()).toList();
  }

  /** Stops the server and deletes its data. Further calls do nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      front.letGo(); // or the client would wait for answers that never come
      client.ifPresent(MessagingClient::close);
    } finally {
      closeServer();
    }
  }

  private void closeServer() {
    try {
      stopServer();
    } finally {
      front.close();
      directory.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The server has been closed; start a new one");
    }
  }
}
