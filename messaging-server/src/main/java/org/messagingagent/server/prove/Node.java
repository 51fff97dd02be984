package org.messagingagent.server.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.server.support.DaemonThreads;

/** One node: a process at a time, many in the course of a proof. Safe for use by many threads. */
final class Node implements AutoCloseable {

  private static final Pattern READY = Pattern.compile(".* ready at (http://\\S+)");
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final int number;
  private final NodeStart start;
  private final OptionalInt databasePort;
  private final Map<String, String> environment;
  private final Path logs;
  private volatile Optional<Run> current = Optional.empty();
  private int runs;

  /** A process with what is known of it. */
  private static final class Run {
    private final String name;
    private final Process process;
    private volatile Optional<URI> address = Optional.empty();

    Run(String name, Process process) {
      this.name = name;
      this.process = process;
    }
  }

  /**
   * @param environment what a node has to know of the proof
   * @param logs the directory for its output
   */
  Node(
      int number,
      NodeStart start,
      OptionalInt databasePort,
      Map<String, String> environment,
      Path logs) {
    this.number = number;
    this.start = start;
    this.databasePort = databasePort;
    this.environment = Map.copyOf(environment);
    this.logs = logs;
  }

  /** The name of the run that is or was the last, such as {@code node-2.5}. */
  String run() {
    return current.map(run -> run.name).orElse("node-" + number);
  }

  /** Where it takes requests; empty where it does not run. */
  Optional<URI> address() {
    return current.filter(run -> run.process.isAlive()).flatMap(run -> run.address);
  }

  boolean isAlive() {
    return current.filter(run -> run.process.isAlive()).isPresent();
  }

  long pid() {
    return current.orElseThrow().process.pid();
  }

  /**
   * Starts it, and waits until it takes requests.
   *
   * @throws IOException where it does not get there; it does not run then
   */
  synchronized void start() throws IOException, InterruptedException {
    runs++;
    String name = "node-%d.%d".formatted(number, runs);
    ProcessBuilder builder = start.prepare(number, databasePort);
    builder.environment().putAll(environment);
    builder.environment().put(NodeStart.NODE, name);
    builder.redirectError(logs.resolve(name + ".log").toFile());
    Process process = builder.start();
    Run run = new Run(name, process);
    current = Optional.of(run);
    DaemonThreads.named("prove-" + name).newThread(() -> readOutput(run)).start();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (run.address.isEmpty()) {
      if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s ended with status %d before it was ready; see its log"
                .formatted(name, process.exitValue()));
      }
      if (System.nanoTime() - deadline > 0) {
        kill();
        throw new IOException("%s was not ready in %s; see its log".formatted(name, START_LIMIT));
      }
    }
  }

  /** Ends it as a crash does, and waits until it is gone. */
  void kill() throws InterruptedException {
    if (current.isPresent()) {
      current.get().process.destroyForcibly().waitFor();
    }
  }

  /** Asks it to stop, and waits; a node that does not is killed, and the answer is false. */
  boolean stop() throws InterruptedException {
    if (current.isEmpty()) {
      return true;
    }
    Process process = current.get().process;
    process.destroy();
    if (process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    process.destroyForcibly().waitFor();
    return false;
  }

  /** Ends it at once, also where it is paused. */
  @Override
  public void close() {
    current.ifPresent(run -> run.process.destroyForcibly());
  }

  private static void readOutput(Run run) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(run.process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = READY.matcher(line);
        if (matcher.matches()) {
          run.address = Optional.of(URI.create(matcher.group(1)));
        }
      }
    } catch (IOException e) {
      run.process.destroyForcibly();
    }
  }
}
