package org.messagingagent.server.store;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.postgres.PgStore;
import org.messagingagent.server.store.postgres.PostgresFixture;
import org.messagingagent.server.store.sqlite.SqliteStore;

/**
 * How many messages a second a store takes. Run by hand: {@code StoreBenchmark DIRECTORY [seconds]
 * [callers] [finish] [sessions] [backlog] [ready]}; prints a line a second of the measured time.
 * With {@code postgres} instead of a directory, on the PostgreSQL of the tests.
 */
final class StoreBenchmark {

  private static final String CONTENT = "x".repeat(1_600);
  private static final ConcurrentHistogram LATENCIES = new ConcurrentHistogram(3);

  private StoreBenchmark() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int callers = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    List<String> options = Arrays.asList(args);
    if (args[0].equals("postgres")) {
      measure(
          PgStore.open(PostgresFixture.freshSchema(), StoreLimits.DEFAULTS),
          options,
          seconds,
          callers);
    } else {
      try (DataDirectory data = DataDirectory.open(Path.of(args[0]))) {
        measure(SqliteStore.open(data, StoreLimits.DEFAULTS), options, seconds, callers);
      }
    }
    System.exit(0);
  }

  private static void measure(Store opened, List<String> options, int seconds, int callers)
      throws Exception {
    try (Store store = opened) {
      store.cluster().join(new NodeInfo("benchmark", "here", "", "", Map.of()), Duration.ofDays(1));
      store.cluster().claim("fresh", Partitions.ALL);
      store.cluster().claim("waiting", Partitions.ALL);
      if (options.contains("ready")) {
        claimPath(store);
      }
      if (options.contains("backlog")) {
        accept(
            store,
            "waiting",
            options,
            2_000_000 / callers,
            callers,
            Long.MAX_VALUE,
            new AtomicLong());
        System.out.println("backlog " + store.inbox().counts());
        if (options.contains("ready")) {
          claimPath(store);
        }
      }
      run(store, options, seconds, callers);
      System.out.println(store.inbox().counts());
    }
  }

  /** How long it takes to read 200 ready messages, where others are held already. */
  private static void claimPath(Store store) {
    for (int i = 0; i < 200; i++) {
      accept(store, "waiting", List.of(), 1);
    }
    ConcurrentHistogram times = new ConcurrentHistogram(3);
    for (int i = 0; i < 300; i++) {
      long start = System.nanoTime();
      int found =
          store
              .inbox()
              .ready("waiting", Partitions.ALL, Instant.now(), id -> false, 200, 64 << 20)
              .messages()
              .size();
      if (found != 200) {
        throw new IllegalStateException("found " + found);
      }
      if (i >= 100) {
        times.recordValue((System.nanoTime() - start) / 1_000);
      }
    }
    System.out.printf(
        "ready of 200: p50 %d us, p90 %d us%n",
        times.getValueAtPercentile(50), times.getValueAtPercentile(90));
  }

  private static void run(Store store, List<String> options, int seconds, int callers)
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
                      .finish(
                          message.id(),
                          message.epoch(),
                          MessageState.HANDLED,
                          0,
                          "",
                          message.receivedAt())
                      .thenAccept(done -> finished.incrementAndGet());
                }
              });
    }
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    Thread reporter = new Thread(() -> report(accepted, finished, end));
    reporter.start();
    accept(store, "fresh", options, Integer.MAX_VALUE, callers, end, accepted);
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
      Store store,
      String plugin,
      List<String> options,
      int messages,
      int callers,
      long end,
      AtomicLong accepted)
      throws InterruptedException {
    Thread[] threads = new Thread[callers];
    for (int t = 0; t < callers; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < messages && System.nanoTime() < end; i++) {
                  long start = System.nanoTime();
                  accept(store, plugin, options, i);
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

  private static void accept(Store store, String plugin, List<String> options, int number) {
    String session =
        options.contains("sessions") ? Thread.currentThread().getName() + number % 50 : "";
    GroupCommit.await(
        store
            .inbox()
            .accept(
                new NewIncoming(
                    plugin,
                    "+4790000000",
                    "2000",
                    CONTENT,
                    "Text",
                    session,
                    "benchmark",
                    Instant.now(),
                    Optional.empty())));
  }
}
