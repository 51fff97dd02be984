package org.messagingagent.plugin.smpp;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** The plugin, open, with a model of the server. */
final class Subject implements AutoCloseable {

  static final String TO = "+4712345678";

  final TestPluginContext context;
  final ServerModel server;
  final SmppChannel channel;
  private final AtomicInteger ids = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Subject(TestPluginContext context, ServerModel server) throws Exception {
    this.context = context;
    this.server = server;
    if (!new SmppPlugin().check(context.settings()).isEmpty()) {
      throw new IllegalArgumentException("The settings are wrong");
    }
    this.channel = (SmppChannel) new SmppPlugin().open(server);
  }

  /** With short times, and these settings. */
  static Subject open(Path directory, int port, String... settings) throws Exception {
    return open(directory, port, Clock.systemUTC(), Optional.empty(), settings);
  }

  static Subject open(
      Path directory, int port, Clock clock, Optional<TestKeyValueStore> store, String... settings)
      throws Exception {
    TestPluginContext context = context(directory, port, clock, settings);
    TestPluginContext chosen = store.isPresent() ? context.withStore(store.get()) : context;
    return new Subject(chosen, new ServerModel(chosen));
  }

  /** With a store that bears load. */
  static Subject openForLoad(Path directory, int port, String... settings) throws Exception {
    TestPluginContext context = context(directory, port, Clock.systemUTC(), settings);
    return new Subject(context, new ServerModel(context, new MapStore()));
  }

  private static TestPluginContext context(
      Path directory, int port, Clock clock, String... settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "host", "localhost",
                "port", Integer.toString(port),
                "system-id", "esme",
                "password", "secret",
                "response-timeout", "10s",
                "reconnect-min", "20ms",
                "reconnect-max", "200ms",
                "throttle-pause", "20ms",
                "incoming.handler", "crm"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return TestPluginContext.of(new SmppPlugin(), directory).withSettings(all).withClock(clock);
  }

  /** Sends a message, and tells the server what came of it. */
  SendOutcome send(String content) {
    return send(message(content));
  }

  SendOutcome send(OutgoingMessage message) {
    SendOutcome outcome = channel.send(message);
    server.settle(message.messagingId(), outcome);
    return outcome;
  }

  /** The id of the last message. */
  int lastId() {
    return ids.get();
  }

  OutgoingMessage message(String content) {
    return message("2000", TO, content, SmppPlugin.ANY_LENGTH);
  }

  /** A message that begins with its number. */
  OutgoingMessage numbered(String content) {
    int id = ids.incrementAndGet();
    return new OutgoingMessage(
        id,
        "2000",
        TO,
        "%08d%s".formatted(id, content),
        SmppPlugin.ANY_LENGTH,
        OptionalInt.empty(),
        Optional.empty(),
        1);
  }

  OutgoingMessage message(String from, String to, String content, String format) {
    return new OutgoingMessage(
        ids.incrementAndGet(), from, to, content, format, OptionalInt.empty(), Optional.empty(), 1);
  }

  <T> Future<T> start(Callable<T> work) {
    return threads.submit(work);
  }

  static <T> T ended(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  /** Waits until something is so; false where it is not in 30 s. */
  static boolean becomes(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    Object nobody = new Object();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      synchronized (nobody) {
        nobody.wait(5);
      }
    }
    return true;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    channel.close();
    context.close();
  }
}
