package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.MessagingPlugin;

class LeftThreadsTest {

  private static final Duration ENOUGH = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir private Path directory;

  private Path jar;

  @BeforeEach
  void write() throws Exception {
    jar =
        new PluginJar()
            .source(
                "acme.Own",
                "package acme; public class Own extends Thread { public Own(Runnable r) { super(r); } }")
            .writeTo(directory, "sms.jar");
  }

  @Test
  void threadThatEndsWhenItIsInterruptedIsGone() throws Exception {
    try (PluginClassLoader loader = loader()) {
      CountDownLatch started = new CountDownLatch(1);
      Thread thread = new Thread(() -> awaitForEver(started));
      thread.setContextClassLoader(loader);
      thread.start();
      started.await();
      assertThat(LeftThreads.end(loader, ENOUGH)).isEmpty();
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void threadThatStaysIsNamedAndItsContextIsNoLongerThePlugins() throws Exception {
    try (PluginClassLoader loader = loader();
        PluginClassLoader other = loader();
        Stubborn left = new Stubborn("left\nbehind", new ClassLoader(loader) {});
        Stubborn others = new Stubborn("of another", other)) {
      assertThat(LeftThreads.end(loader, SHORT)).containsExactly("left behind");
      assertThat(left.thread.getContextClassLoader()).isNotSameAs(loader);
      assertThat(others.thread.isInterrupted()).isFalse();
      assertThat(others.interrupted).isFalse();
    }
  }

  @Test
  void threadOfAClassOfThePluginIsFoundWhateverItsContext() throws Exception {
    try (PluginClassLoader loader = loader()) {
      CountDownLatch started = new CountDownLatch(1);
      Thread thread =
          (Thread)
              loader
                  .loadClass("acme.Own")
                  .asSubclass(Thread.class)
                  .getConstructor(Runnable.class)
                  .newInstance((Runnable) () -> awaitForEver(started));
      thread.setContextClassLoader(null);
      thread.start();
      started.await();
      assertThat(LeftThreads.end(loader, ENOUGH)).isEmpty();
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private PluginClassLoader loader() throws Exception {
    return new PluginClassLoader("sms", List.of(jar), MessagingPlugin.class.getClassLoader());
  }

  private static void awaitForEver(CountDownLatch started) {
    started.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // That is the end.
    }
  }

  /** Heeds no interruption until it is closed. */
  private static final class Stubborn implements AutoCloseable {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run);
    private volatile boolean interrupted;

    Stubborn(String name, ClassLoader loader) throws InterruptedException {
      thread.setName(name);
      thread.setContextClassLoader(loader);
      thread.start();
      started.await();
    }

    private void run() {
      started.countDown();
      while (end.getCount() > 0) {
        try {
          end.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }

    @Override
    public void close() {
      end.countDown();
    }
  }
}
