package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.messagingagent.server.e2e.PluginJar;

/**
 * Plugins that report to a benchmark while they work, through a file that both have mapped: cheap,
 * and no part of the server. They are compiled and loaded as any vendor's.
 */
public final class BenchPlugins {

  private static final String FRAME =
      """
      package bench;

      import java.lang.invoke.MethodHandles;
      import java.lang.invoke.VarHandle;
      import java.nio.ByteOrder;
      import java.nio.MappedByteBuffer;
      import java.nio.channels.FileChannel;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.time.Instant;
      import java.util.concurrent.CountDownLatch;
      import org.messagingagent.spi.Channel;
      import org.messagingagent.spi.HandleOutcome;
      import org.messagingagent.spi.IncomingHandler;
      import org.messagingagent.spi.IncomingMessage;
      import org.messagingagent.spi.MessagingPlugin;
      import org.messagingagent.spi.PluginContext;

      public final class %1$s implements MessagingPlugin {
        private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

        @Override
        public String name() {
          return "%2$s";
        }

        @Override
        public Channel open(PluginContext context) throws Exception {
          try (FileChannel file =
              FileChannel.open(
                  Path.of("%2$s.shared"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE)) {
            MappedByteBuffer shared = file.map(FileChannel.MapMode.READ_WRITE, 0, %3$d);
            return (IncomingHandler) message -> handle(message, shared);
          }
        }

        private static HandleOutcome handle(IncomingMessage message, MappedByteBuffer shared)
            throws Exception {
          %4$s
          return HandleOutcome.handled();
        }
      }
      """;

  /** Counts what it handles. */
  public static final BenchPlugins COUNTER =
      new BenchPlugins(
          "Counter",
          "counter",
          8,
          "long before = (long) LONGS.getAndAdd(shared, 0, 1L);\n"
              + "if (before < 0) { throw new IllegalStateException(); }");

  /** Writes down when it was called, by the number at the end of the message's content. */
  public static final BenchPlugins STOPWATCH =
      new BenchPlugins(
          "Stopwatch",
          "stopwatch",
          8 * 100_000,
          """
          Instant now = Instant.now();
          String content = message.content();
          int number = Integer.parseInt(content.substring(content.length() - 12));
          LONGS.setVolatile(shared, 8 * number, now.getEpochSecond() * 1_000_000_000L + now.getNano());
          """);

  /** Never comes to an end by itself: what is addressed to it waits. */
  public static final BenchPlugins HOLD =
      new BenchPlugins("Hold", "hold", 8, "new CountDownLatch(1).await();");

  /** Hangs in every call for ever, whoever interrupts it. */
  public static final BenchPlugins DEAF =
      new BenchPlugins(
          "Deaf",
          "deaf",
          8,
          """
          while (true) {
            try {
              new CountDownLatch(1).await();
              break;
            } catch (InterruptedException e) {
              continue;
            }
          }
          """);

  /** Throws in every call. */
  public static final BenchPlugins THROWER =
      new BenchPlugins(
          "Thrower",
          "thrower",
          8,
          "if (shared.capacity() > 0) { throw new IllegalStateException(\"the gateway is away\"); }");

  private final String className;
  private final String name;
  private final int sharedBytes;
  private final String handle;

  private BenchPlugins(String className, String name, int sharedBytes, String handle) {
    this.className = className;
    this.name = name;
    this.sharedBytes = sharedBytes;
    this.handle = handle;
  }

  /** What messages name to get there. */
  public String pluginName() {
    return name;
  }

  /** The same plugin under another's name, as a new version that behaves otherwise. */
  public BenchPlugins named(String other) {
    return new BenchPlugins(className, other, sharedBytes, handle);
  }

  /** Puts the JAR into a plugins directory. */
  public Path installIn(Path plugins) {
    try {
      return new PluginJar()
          .compile("bench." + className, FRAME.formatted(className, name, sharedBytes, handle))
          .provides("bench." + className)
          .writeTo(plugins.resolve(name + ".jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the plugin shares with us, once its server runs with this working directory. */
  public MappedByteBuffer shared(Path directory) {
    try (FileChannel file =
        FileChannel.open(directory.resolve(name + ".shared"), StandardOpenOption.READ)) {
      MappedByteBuffer shared = file.map(FileChannel.MapMode.READ_ONLY, 0, sharedBytes);
      shared.order(ByteOrder.nativeOrder());
      return shared;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
