package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.messagingagent.server.MessagingServerBuilder;

/**
 * What a test server may be told; everything has a default. Not for several threads.
 *
 * @param <B> what the methods answer
 */
public abstract sealed class TestMessagingServerBuilder<B extends TestMessagingServerBuilder<B>>
    permits LocalMessagingServer.Builder, MessagingServerExtension.Builder {

  static final String DEFAULT_PLUGIN = "sms";

  private final List<RecordedPlugin> plugins = new ArrayList<>();
  private String user = "tester";
  private String password = "tester-password";
  private int port;
  private boolean wrapExceptions;
  private Duration patience = Duration.ofSeconds(10);
  private UnaryOperator<MessagingServerBuilder> more = UnaryOperator.identity();

  TestMessagingServerBuilder() {}

  abstract B self();

  /** Plugins of these names, which take everything. Without any there is one, {@code sms}. */
  public B plugins(String... names) {
    Stream.of(names).map(RecordedPlugin::named).forEach(plugins::add);
    return self();
  }

  /** A plugin that takes less than everything. */
  public B plugin(RecordedPlugin plugin) {
    plugins.add(requireNonNull(plugin, "plugin is null"));
    return self();
  }

  /** The user that callers log on as; {@code tester} with a password of its own unless set. */
  public B user(String name, String secret) {
    user = requireNonNull(name, "name is null");
    password = requireNonNull(secret, "secret is null");
    return self();
  }

  /** The port, on the loopback address; any that is free unless set, which tests should prefer. */
  public B port(int number) {
    if (number < 0 || number > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, was " + number);
    }
    port = number;
    return self();
  }

  /**
   * Refuses as the original service does: HTTP status 200, the operation's empty answer, and the
   * error in a header.
   */
  public B wrapExceptions() {
    wrapExceptions = true;
    return self();
  }

  /** How long the methods that wait do so; 10 s unless set, at most an hour. */
  public B patience(Duration time) {
    requireNonNull(time, "time is null");
    if (time.isNegative() || time.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("patience must be 0 to 1 h, was " + time);
    }
    patience = time;
    return self();
  }

  /**
   * Whatever else is to be said to the server, such as plugins of one's own and other limits. The
   * port, the store with its directory, and the clock are the testkit's.
   */
  public B server(UnaryOperator<MessagingServerBuilder> change) {
    more = requireNonNull(change, "change is null");
    return self();
  }

  ServerSetup setup() {
    return new ServerSetup(
        plugins.isEmpty() ? List.of(RecordedPlugin.named(DEFAULT_PLUGIN)) : plugins,
        user,
        password,
        port,
        wrapExceptions,
        patience,
        more);
  }
}
