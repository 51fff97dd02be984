package org.messagingagent.server.benchmark;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A backlog worked off by the server, and the same by a durable job library. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description =
        "Works off a backlog in PostgreSQL: the server's dispatcher in turn with db-scheduler"
            + " (lock-and-fetch) on the same database.")
final class PostgresJobsBenchmark implements Callable<Integer> {

  private static final String TASKS =
      """
      CREATE TABLE scheduled_tasks (
        task_name TEXT NOT NULL,
        task_instance TEXT NOT NULL,
        task_data BYTEA,
        execution_time TIMESTAMPTZ NOT NULL,
        picked BOOLEAN NOT NULL,
        picked_by TEXT,
        last_success TIMESTAMPTZ,
        last_failure TIMESTAMPTZ,
        consecutive_failures INT,
        last_heartbeat TIMESTAMPTZ,
        version BIGINT NOT NULL,
        priority SMALLINT,
        PRIMARY KEY (task_name, task_instance)
      );
      CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
      """;
  private static final int CHARACTERS = 1_600;
  private static final int STEP = 10_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Option(
      names = "--messages",
      defaultValue = "100000",
      description = "How many wait. Default: ${DEFAULT-VALUE}")
  private int messages;

  @Option(
      names = "--threads",
      defaultValue = "20",
      description = "Threads of db-scheduler. Default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("jobs");
    Report report = Report.of("Working off a backlog, beside a job library", work);
    report.condition(
        "work",
        "%,d messages or tasks of %,d characters; the handler counts; the server with its"
                .formatted(messages, CHARACTERS)
            + " defaults, db-scheduler with lock-and-fetch (1.0, 4.0), %d threads and %d connections"
                .formatted(threads, threads + 5));
    report.condition(
        "durations", "%d rounds in turn, each with a new process; medians".formatted(rounds));
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    try (PostgresServer postgres = new PostgresServer(work)) {
      postgres.describe(report);
      postgres.execute(TASKS);
      for (int round = 1; round <= rounds; round++) {
        ours.add(server(work, postgres, round));
        theirs.add(jobLibrary(postgres));
        System.out.printf(
            "  round %d: server %s, db-scheduler %s%n",
            round, Report.perSecond(ours.get(round - 1)), Report.perSecond(theirs.get(round - 1)));
      }
    }
    report.row("handled by the server", Report.perSecond(Report.median(ours)), "≥ 5,000/s");
    report.row("executed by db-scheduler", Report.perSecond(Report.median(theirs)));
    report.row("ratio", Report.ratio(Report.median(ours) / Report.median(theirs)));
    report.print();
    Bench.delete(work);
    return 0;
  }

  /** From the server's ready line until the last message is handled. */
  private double server(Path work, PostgresServer postgres, int round) throws Exception {
    String schema = "jobs" + round;
    Path directory = Files.createDirectories(work.resolve(schema));
    ServerSetup setup = postgres.server(directory, schema, List.of());
    try (ServerProcess makesTheTables = setup.start()) {
      makesTheTables.terminate();
    }
    fill(postgres, schema, "counter", messages, CHARACTERS);
    BenchPlugins.COUNTER.installIn(setup.pluginsDirectory());
    try (ServerProcess server = setup.start()) {
      MappedByteBuffer handled = BenchPlugins.COUNTER.shared(directory);
      long start = System.nanoTime();
      long before = handled.getLong(0);
      server.await("all are handled", LIMIT, () -> handled.getLong(0) >= messages);
      return (messages - before) * 1e9 / (System.nanoTime() - start);
    }
  }

  /** Waiting messages as the server would have stored them. */
  static void fill(
      PostgresServer postgres, String schema, String plugin, int messages, int characters)
      throws SQLException {
    long now = System.currentTimeMillis();
    postgres.execute(
        """
        SET search_path = %1$s;
        CREATE TEMP TABLE given AS
          SELECT nextval('incoming_id') AS id FROM generate_series(1, %2$d);
        INSERT INTO incoming_content SELECT id, '+4711', '+4722', repeat('x', %5$d), 'Text' FROM given;
        INSERT INTO incoming_message (id, plugin, partition_no, state, due_at, undecided, failures,
            reason, user_name, received_at)
          SELECT id, '%3$s', id %% 64, 0, %4$d, false, 0, '', 'benchmark', %4$d FROM given;
        INSERT INTO message_count VALUES ('incoming', '%3$s', 0, 0, %2$d)
          ON CONFLICT (direction, plugin, kind, epoch)
          DO UPDATE SET messages = message_count.messages + excluded.messages;
        DROP TABLE given;
        """
            .formatted(schema, messages, plugin, now, characters));
    postgres.execute("VACUUM ANALYZE");
  }

  private double jobLibrary(PostgresServer postgres) throws Exception {
    postgres.execute("TRUNCATE scheduled_tasks");
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(postgres.url());
    pool.setMaximumPoolSize(threads + 5);
    CountDownLatch executed = new CountDownLatch(messages);
    OneTimeTask<String> task =
        Tasks.oneTime("count", String.class).execute((instance, context) -> executed.countDown());
    try (HikariDataSource source = new HikariDataSource(pool)) {
      Scheduler scheduler =
          Scheduler.create(source, task)
              .threads(threads)
              .pollUsingLockAndFetch(1.0, 4.0)
              .pollingInterval(Duration.ofSeconds(1))
              .build();
      String data = "x".repeat(CHARACTERS);
      Instant now = Instant.now();
      for (int from = 0; from < messages; from += STEP) {
        List<TaskInstance<?>> batch = new ArrayList<>();
        IntStream.range(from, Math.min(messages, from + STEP))
            .forEach(i -> batch.add(task.instance(Integer.toString(i), data)));
        scheduler.scheduleBatch(batch, now);
      }
      postgres.execute("VACUUM ANALYZE");
      long start = System.nanoTime();
      scheduler.start();
      try {
        if (!executed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(
              "db-scheduler has %d tasks left after %s".formatted(executed.getCount(), LIMIT));
        }
        return messages * 1e9 / (System.nanoTime() - start);
      } finally {
        scheduler.stop();
      }
    }
  }
}
