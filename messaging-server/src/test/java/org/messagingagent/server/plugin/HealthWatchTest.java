package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.Health;

class HealthWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final SettableClock clock = new SettableClock();
  private final ClassLoader loader = new URLClassLoader(new URL[0]);
  private final AtomicInteger asked = new AtomicInteger();

  private HealthWatch watch(Duration limit, Supplier<Health> question) {
    return new HealthWatch(
        "sms",
        loader,
        () -> {
          asked.incrementAndGet();
          return question.get();
        },
        clock,
        limit);
  }

  @Test
  void pluginIsAskedAgainAfterTwoSeconds() {
    HealthWatch watch = watch(PATIENCE, () -> Health.up("call " + asked.get()));

    assertThat(watch.health()).isEqualTo(Health.up("call 1"));
    clock.advance(Duration.ofMillis(1_999));
    assertThat(watch.health()).isEqualTo(Health.up("call 1"));
    clock.advance(Duration.ofMillis(1));
    assertThat(watch.health()).isEqualTo(Health.up("call 2"));
  }

  @Test
  void pluginIsAskedOnAThreadOfItsOwnWithItsClassLoader() {
    List<Thread> threads = new ArrayList<>();
    List<ClassLoader> loaders = new ArrayList<>();
    HealthWatch watch =
        watch(
            PATIENCE,
            () -> {
              threads.add(Thread.currentThread());
              loaders.add(Thread.currentThread().getContextClassLoader());
              return Health.degraded("one of two");
            });

    watch.prepare();
    assertThat(watch.health()).isEqualTo(Health.degraded("one of two"));

    assertThat(threads).extracting(Thread::getName).containsExactly("health-sms");
    assertThat(loaders).containsExactly(loader);
  }

  @Test
  void pluginThatDoesNotAnswerIsDownAndAskedNoMoreUntilItDoes() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    HealthWatch watch =
        watch(
            SHORT,
            () -> {
              threads.add(Thread.currentThread());
              if (asked.get() == 1) {
                awaitUninterruptibly(end);
              }
              return Health.up("call " + asked.get());
            });

    Health down = Health.down("it did not answer within 100 ms");
    assertThat(watch.health()).isEqualTo(down);
    clock.advance(Duration.ofMinutes(1));
    assertThat(watch.health()).isEqualTo(down);
    assertThat(asked).hasValue(1);

    end.countDown();
    threads.get(0).join(PATIENCE.toMillis());
    assertThat(watch.health()).isEqualTo(Health.up("call 1"));
    clock.advance(Duration.ofSeconds(2));
    assertThat(watch.health()).isEqualTo(Health.up("call 2"));
  }

  @Test
  void pluginThatDoesNotAnswerIsInterrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    HealthWatch watch =
        watch(
            SHORT,
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return Health.up();
            });

    assertThat(watch.health().status()).isEqualTo(Health.Status.DOWN);

    assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // This is what a plugin does that hangs for ever.
      }
    }
  }
}
