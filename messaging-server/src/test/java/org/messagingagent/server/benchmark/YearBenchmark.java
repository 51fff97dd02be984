package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A database through twelve months: each day messages come, are handled, and what is old enough
 * goes. The clock is ours, so a year takes minutes.
 */
@Command(
    name = "year",
    mixinStandardHelpOptions = true,
    description =
        "A year of messages with the default retention: speed and size in each month beside those"
            + " of the first.")
final class YearBenchmark implements Callable<Integer> {

  private static final int MONTHS = 12;
  private static final int DAYS = 30;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration KEEP_CONTENT = Duration.ofDays(7);
  private static final Duration KEEP = Duration.ofDays(30);
  private static final int STEP = 500;
  private static final int WINDOW = 2_000;
  private static final int LOOKS = 50;

  @Option(
      names = "--messages",
      defaultValue = "300000",
      description = "How many come in a month. Default: ${DEFAULT-VALUE}")
  private int messages;

  @Option(
      names = "--waiting",
      defaultValue = "10000",
      description =
          "How many wait all the year for a plugin that is not there. Default: ${DEFAULT-VALUE}")
  private int waiting;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private record Month(double accepted, double finished, double readyMillis, double housekeeping) {}

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("year");
    Report report = Report.of("A year of messages", work);
    report.condition(
        "load",
        "%,d messages of 1,600 characters a month, in %d days, sessions of 10; %,d wait for good"
            .formatted(messages, DAYS, waiting));
    report.condition("warm-up", "two months in a database of their own");
    report.condition("retention", "contents 7 days, messages 30 days, steps of " + STEP);
    try (Store store = TestStores.open(work.resolve("warm-up"))) {
      month(store);
      month(store);
    }
    Path data = work.resolve("data");
    List<Month> months = new ArrayList<>();
    try (Store store = TestStores.open(data)) {
      accept(store, "gone", waiting);
      for (int month = 1; month <= MONTHS; month++) {
        Month figures = month(store);
        months.add(figures);
        report.row(
            "month " + month,
            "%s accepted, %s finished, ready() %s, housekeeping %.1f s, %,d MiB"
                .formatted(
                    Report.perSecond(figures.accepted()),
                    Report.perSecond(figures.finished()),
                    Report.millis(figures.readyMillis()),
                    figures.housekeeping(),
                    size(data) >> 20));
      }
    }
    Month first = months.get(0);
    Month last = months.get(MONTHS - 1);
    report.row("accepted, last month to first", ratio(last.accepted(), first.accepted()), "≥ 0.9");
    report.row("finished, last month to first", ratio(last.finished(), first.finished()), "≥ 0.9");
    report.row(
        "ready(), last month to first", ratio(last.readyMillis(), first.readyMillis()), "≤ 1.2");
    report.print();
    Bench.delete(work);
    return 0;
  }

  private Month month(Store store) throws Exception {
    long acceptNanos = 0;
    long finishNanos = 0;
    long housekeepingNanos = 0;
    List<Double> looks = new ArrayList<>();
    int perDay = messages / DAYS;
    for (int day = 0; day < DAYS; day++) {
      long began = System.nanoTime();
      List<Long> ids = accept(store, "sms", perDay);
      long accepted = System.nanoTime();
      acceptNanos += accepted - began;
      looks.add(lookMillis(store));
      long before = System.nanoTime();
      finish(store, ids);
      finishNanos += System.nanoTime() - before;
      now = now.plus(DAY);
      before = System.nanoTime();
      keepHouse(store);
      housekeepingNanos += System.nanoTime() - before;
    }
    double number = (double) perDay * DAYS;
    return new Month(
        number * 1e9 / acceptNanos,
        number * 1e9 / finishNanos,
        Report.median(looks),
        housekeepingNanos / 1e9);
  }

  private List<Long> accept(Store store, String plugin, int count) {
    char[] text = new char[1_600];
    Arrays.fill(text, 'x');
    String content = new String(text);
    List<CompletionStage<Acceptance>> stages = new ArrayList<>();
    List<Long> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      NewIncoming message =
          new NewIncoming(
              plugin, "from", "to", content, "Text", "s" + i / 10, "crm", now, Optional.empty());
      stages.add(store.inbox().accept(message));
      if (stages.size() == WINDOW || i == count - 1) {
        stages.forEach(stage -> ids.add(stage.toCompletableFuture().join().messageId()));
        stages.clear();
      }
    }
    return ids;
  }

  private double lookMillis(Store store) {
    long began = System.nanoTime();
    for (int i = 0; i < LOOKS; i++) {
      int found =
          store
              .inbox()
              .ready("sms", Partitions.ALL, now, any -> false, 100, 1 << 30)
              .messages()
              .size();
      if (found == 0) {
        throw new IllegalStateException("No message is ready");
      }
    }
    return (System.nanoTime() - began) / 1e6 / LOOKS;
  }

  private void finish(Store store, List<Long> ids) {
    for (int from = 0; from < ids.size(); from += WINDOW) {
      List<CompletionStage<Boolean>> stages =
          ids.subList(from, Math.min(from + WINDOW, ids.size())).stream()
              .map(id -> store.inbox().finish(id, 0, MessageState.HANDLED, 0, "", now))
              .toList();
      for (CompletionStage<Boolean> stage : stages) {
        if (!stage.toCompletableFuture().join()) {
          throw new IllegalStateException("A message had ended already");
        }
      }
    }
  }

  private void keepHouse(Store store) {
    inSteps(() -> store.inbox().purge(MessageState.HANDLED, now.minus(KEEP), STEP));
    inSteps(() -> store.inbox().eraseContent(MessageState.HANDLED, now.minus(KEEP_CONTENT), STEP));
  }

  private static void inSteps(Supplier<CompletionStage<Integer>> step) {
    int rows;
    do {
      rows = step.get().toCompletableFuture().join();
    } while (rows > 0);
  }

  private static String ratio(double last, double first) {
    return Report.ratio(last / first);
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
