package org.messagingagent.server.store.sqlite;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;

/**
 * How many messages a second the SQLite store takes. Run by hand: {@code StoreBenchmark DIRECTORY
 * [seconds] [callers] [finish] [backlog]}; prints a line a second of the measured time.
 */
final class StoreBenchmark {

  private static final ConcurrentHistogram LATENCIES = new ConcurrentHistogram(3);

  private StoreBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int callers = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    List<String> options = Arrays.asList(args);
    long opening = System.nanoTime();
    try (DataDirectory data = DataDirectory.open(directory);
        SqliteStore store = SqliteStore.open(data, StoreLimits.DEFAULTS)) {
      System.out.printf(
          "opened in %d ms, %s%n",
          (System.nanoTime() - opening) / 1_000_000, store.inbox().counts());
      if (options.contains("backlog")) {
        accept(store, "waiting", 1_000_000 / callers, callers, Long.MAX_VALUE, new AtomicLong());
        System.out.println("backlog " + store.inbox().counts());
      }
      run(store, options, seconds, callers);
      System.out.printf(
          "%s, journal %d MiB%n",
          store.inbox().counts(), Files.size(directory.resolve("messaging.db-wal")) >> 20);
    }
  }

  private static void run(SqliteStore store, List<String> options, int seconds, int callers)
      throws Exception {
    AtomicLong accepted = new AtomicLong();
    AtomicLong finished = new AtomicLong();
    if (options.contains("finish")) {
      store
          .inbox()
          .onReady(
              messages -> {
                for (StoredIncoming message : messages) {
                  store
                      .inbox()
                      .finish(message.id(), 0, MessageState.HANDLED, 0, "", message.receivedAt())
                      .thenAccept(done -> finished.incrementAndGet());
                }
              });
    }
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    Thread reporter = new Thread(() -> report(accepted, finished, end));
    reporter.start();
    accept(store, "fresh", Integer.MAX_VALUE, callers, end, accepted);
    reporter.join();
  }

  private static void report(AtomicLong accepted, AtomicLong finished, long end) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long writer =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(thread -> thread != null && thread.getThreadName().equals("messaging-store"))
            .findFirst()
            .orElseThrow()
            .getThreadId();
    long before = 0;
    long finishedBefore = 0;
    long cpuBefore = 0;
    while (System.nanoTime() < end) {
      long until = System.nanoTime() + 1_000_000_000L;
      while (System.nanoTime() < until) {
        java.util.concurrent.locks.LockSupport.parkNanos(until - System.nanoTime());
      }
      long now = accepted.get();
      long finishedNow = finished.get();
      long cpu = threads.getThreadCpuTime(writer);
      System.out.printf(
          Locale.ROOT,
          "%d accepted/s, %d finished/s, writer %.1f us CPU a message%n",
          now - before,
          finishedNow - finishedBefore,
          (cpu - cpuBefore) / 1e3 / Math.max(1, now - before));
      System.out.printf(
          "  accept p50 %d us, p99 %d us, max %d us%n",
          LATENCIES.getValueAtPercentile(50),
          LATENCIES.getValueAtPercentile(99),
          LATENCIES.getMaxValue());
      LATENCIES.reset();
      before = now;
      finishedBefore = finishedNow;
      cpuBefore = cpu;
    }
  }

  private static void accept(
      SqliteStore store, String plugin, int messages, int callers, long end, AtomicLong accepted)
      throws InterruptedException {
    String content = "x".repeat(1_600);
    Thread[] threads = new Thread[callers];
    for (int t = 0; t < callers; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < messages && System.nanoTime() < end; i++) {
                  long start = System.nanoTime();
                  GroupCommit.await(
                      store
                          .inbox()
                          .accept(
                              new NewIncoming(
                                  plugin,
                                  "+4790000000",
                                  "2000",
                                  content,
                                  "Text",
                                  "",
                                  "benchmark",
                                  Instant.now(),
                                  Optional.empty())));
                  LATENCIES.recordValue((System.nanoTime() - start) / 1_000);
                  accepted.incrementAndGet();
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
