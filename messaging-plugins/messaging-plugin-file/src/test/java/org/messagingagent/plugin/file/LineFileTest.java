package org.messagingagent.plugin.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineFileTest {

  private static final int CALLERS = 8;

  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private final HeldSink sink = new HeldSink();
  private final LineFile file = LineFile.open(Path.of("test.jsonl"), sink);

  @AfterEach
  void stop() {
    sink.release.countDown();
    file.close();
    callers.shutdownNow();
  }

  @Test
  void linesThatComeTogetherAreWrittenTogether() throws Exception {
    Future<Boolean> first = append("first");
    sink.entered.await();
    List<Future<Boolean>> others = new ArrayList<>();
    for (int i = 1; i < CALLERS; i++) {
      others.add(append("other"));
    }
    awaitWaiting(CALLERS - 1);
    sink.release.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    for (Future<Boolean> other : others) {
      assertThat(other.get(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(sink.sizes).containsExactly(1, CALLERS - 1);
  }

  @Test
  void callerWaitsUntilItsLineIsWritten() throws Exception {
    Future<Boolean> append = append("line");
    sink.entered.await();
    assertThat(append).isNotDone();
    sink.release.countDown();
    assertThat(append.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void interruptedCallerStopsWaitingAndOthersGoOn() throws Exception {
    Future<Boolean> interrupted = append("interrupted");
    sink.entered.await();
    assertThat(interrupted.cancel(true)).isTrue();
    Future<Boolean> other = append("other");
    sink.release.countDown();
    assertThat(other.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sink.sizes).containsExactly(1, 1);
  }

  @Test
  void lineThatIsCertainlyNotWrittenIsToldApart() {
    sink.release.countDown();
    sink.failure = new NotWrittenException("no", new IOException("disk full"));
    assertThatExceptionOfType(NotWrittenException.class)
        .isThrownBy(() -> file.append("a".getBytes(UTF_8)));
    sink.failure = new IOException("disk broken");
    assertThatIOException()
        .isThrownBy(() -> file.append("b".getBytes(UTF_8)))
        .isNotInstanceOf(NotWrittenException.class);
  }

  @Test
  void closeWritesWhatIsWaiting() throws Exception {
    Future<Boolean> first = append("first");
    sink.entered.await();
    Future<Boolean> second = append("second");
    awaitWaiting(1);
    sink.release.countDown();
    file.close();
    assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sink.closed).isTrue();
  }

  private Future<Boolean> append(String line) {
    return callers.submit(
        (Callable<Boolean>)
            () -> {
              file.append(line.getBytes(UTF_8));
              return true;
            });
  }

  private void awaitWaiting(int lines) {
    while (file.waiting() < lines) {
      Thread.onSpinWait();
    }
  }

  /** Holds the first lines until it is told to go on. */
  private static final class HeldSink implements LineSink {

    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final List<Integer> sizes = new ArrayList<>();
    volatile IOException failure;
    volatile boolean closed;

    @Override
    public void append(List<byte[]> lines) throws IOException {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failure != null) {
        throw failure;
      }
      sizes.add(lines.size());
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
