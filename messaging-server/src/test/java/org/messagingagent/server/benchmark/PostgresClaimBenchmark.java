package org.messagingagent.server.benchmark;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.postgres.PgStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether finding the next messages costs more where many wait. */
@Command(
    name = "claim",
    mixinStandardHelpOptions = true,
    description =
        "Takes the next messages of one plugin from PostgreSQL, with more and more of them waiting"
            + " behind.")
final class PostgresClaimBenchmark implements Callable<Integer> {

  private static final String PLUGIN = "sms";
  private static final int CHARACTERS = 160;

  @Option(
      names = "--waiting",
      split = ",",
      defaultValue = "0,10000,100000,1000000,2000000",
      description = "How many more wait, from few to many. Default: ${DEFAULT-VALUE}")
  private List<Integer> waiting;

  @Option(
      names = "--batch",
      defaultValue = "500",
      description =
          "How many are taken at a time; a server takes as many once half of what it holds is"
              + " handled. Default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--looks",
      defaultValue = "500",
      description = "How often, at each depth. Default: ${DEFAULT-VALUE}")
  private int looks;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("claim");
    Report report = Report.of("Taking messages from a deep queue on PostgreSQL", work);
    report.condition(
        "load",
        "ready() for %d messages of %d characters in all partitions, with no, and then more and"
                .formatted(batch, CHARACTERS)
            + " more messages waiting behind them; one thread");
    report.condition(
        "durations", "%d times at each depth after as many before; medians".formatted(looks));
    List<Double> medians = new ArrayList<>();
    try (PostgresServer postgres = new PostgresServer(work)) {
      postgres.describe(report);
      StoreConfig config = StoreConfig.postgres(postgres.url(), "", "").withSchema("claim");
      try (Store store = PgStore.open(config, StoreLimits.DEFAULTS)) {
        int filled = 0;
        for (int more : waiting) {
          PostgresJobsBenchmark.fill(postgres, "claim", PLUGIN, batch + more - filled, CHARACTERS);
          filled = batch + more;
          medianMillis(store);
          medians.add(medianMillis(store));
          report.row(
              Report.count(more) + " waiting behind",
              Report.millis(medians.get(medians.size() - 1)));
        }
      }
    }
    report.row(
        "slowest depth to fastest",
        Report.ratio(Collections.max(medians) / Collections.min(medians)),
        "≤ 1.2");
    report.print();
    Bench.delete(work);
    return 0;
  }

  private double medianMillis(Store store) {
    Instant now = Instant.now();
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < looks; i++) {
      long began = System.nanoTime();
      int found =
          store
              .inbox()
              .ready(PLUGIN, Partitions.ALL, now, any -> false, batch, 1 << 30)
              .messages()
              .size();
      times.add((System.nanoTime() - began) / 1e6);
      if (found != batch) {
        throw new IllegalStateException("%d were found, not %d".formatted(found, batch));
      }
    }
    return Report.median(times);
  }
}
