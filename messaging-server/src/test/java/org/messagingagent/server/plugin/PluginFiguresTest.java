package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.plugin.PluginFigure.Count;
import org.messagingagent.server.plugin.PluginFigure.Level;
import org.messagingagent.server.plugin.PluginFigure.Times;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.PluginMetrics.Counter;

class PluginFiguresTest {

  private final ClassLoader loader = new URLClassLoader(new URL[0]);
  private final PluginFigures figures = with(Duration.ofSeconds(20));

  private PluginFigures with(Duration limit) {
    return new PluginFigures("sms", loader, new SettableClock(), limit);
  }

  @Test
  void figuresAreReadByNameWithTheirDescriptions() {
    figures.timer("send.time", "Time at the gateway").record(Duration.ofMillis(30));
    figures.timer("send.time", "again").record(Duration.ofMillis(10));
    figures.counter("parts", "Parts\nsent").add(2);
    figures.counter("parts", "again").increment();
    figures.gauge("connections.open", "Open connections", () -> 4);

    assertThat(figures.snapshot())
        .containsExactly(
            new Level("connections.open", "Open connections", 4),
            new Count("parts", "Parts sent", 3),
            new Times(
                "send.time",
                "Time at the gateway",
                2,
                Duration.ofMillis(40),
                Duration.ofMillis(30)));
  }

  @Test
  void gaugeTakesThePlaceOfTheOneBefore() {
    figures.gauge("open", "before", () -> 1);
    figures.gauge("open", "after", () -> 2);

    assertThat(figures.snapshot()).containsExactly(new Level("open", "after", 2));
  }

  @Test
  void sameNameOfAnotherKindIsRefused() {
    figures.counter("open", "");

    assertThatThrownBy(() -> figures.timer("open", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The figure 'open' is a counter already");
    assertThatThrownBy(() -> figures.gauge("open", "", () -> 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(figures.snapshot()).containsExactly(new Count("open", "", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Open", "a b", ".a", "a.", "a..b", "1a", "a-b", "a\n"})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> figures.counter(name, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower-case words");
  }

  @Test
  void numberAndLengthOfNamesAreBounded() {
    figures.counter("x".repeat(100), "");
    assertThatThrownBy(() -> figures.counter("x".repeat(101), ""))
        .isInstanceOf(IllegalArgumentException.class);
    IntStream.range(1, PluginFigures.MAX_NAMES).forEach(i -> figures.counter("c" + i, ""));

    assertThatThrownBy(() -> figures.gauge("more", "", () -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 200");
    figures.counter("c1", "").increment();
    assertThat(figures.snapshot()).hasSize(200);
  }

  @Test
  void counterOnlyGoesUpAndTimesAreNeverNegative() {
    Counter counter = figures.counter("c", "");
    assertThatThrownBy(() -> counter.add(-1)).isInstanceOf(IllegalArgumentException.class);
    figures.timer("t", "").record(Duration.ofSeconds(-1));
    figures.timer("u", "").record(Duration.ofSeconds(Long.MAX_VALUE));

    assertThat(figures.snapshot())
        .contains(new Count("c", "", 0), new Times("t", "", 1, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void nothingIsLostBetweenThreads() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < 10_000; j++) {
                  figures.counter("c", "").increment();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(figures.snapshot()).containsExactly(new Count("c", "", 40_000));
  }

  @Test
  void gaugeThatThrowsIsNotKnownAndTheOthersAre() {
    figures.gauge(
        "a",
        "",
        () -> {
          throw new LinkageError("broken");
        });
    figures.gauge("b", "", () -> 1);

    assertThat(figures.snapshot())
        .containsExactly(new Level("a", "", Double.NaN), new Level("b", "", 1));
  }

  @Test
  void gaugesGetTheClassLoaderOfThePlugin() {
    figures.gauge(
        "own", "", () -> Thread.currentThread().getContextClassLoader() == loader ? 1 : 0);

    assertThat(figures.snapshot()).containsExactly(new Level("own", "", 1));
  }

  @Test
  void gaugeThatHangsCostsOneThreadAndHidesNoCounter() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    PluginFigures impatient = with(Duration.ofMillis(100));
    impatient.counter("c", "").increment();
    impatient.gauge(
        "hanging",
        "",
        () -> {
          asked.incrementAndGet();
          HealthWatchTest.awaitUninterruptibly(end);
          return 1;
        });

    for (int i = 0; i < 3; i++) {
      assertThat(impatient.snapshot())
          .containsExactly(new Count("c", "", 1), new Level("hanging", "", Double.NaN));
    }
    assertThat(asked).hasValue(1);
    end.countDown();
  }
}
