package org.messagingagent.server.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of a server in a process of its own. Its output goes to files; nothing waits without a
 * limit, and the process does not outlive ours.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile(".* ready at (http://\\S+)");
  private static final Duration END_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(10);

  private final String name;
  private final Process process;
  private final Path stdout;
  private final Path stderr;
  private final Thread reader;
  private final Thread endWithUs;
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<Ready> ready = new CompletableFuture<>();

  private record Ready(URI address, Duration after) {}

  private ServerProcess(String name, Process process, Path stdout, Path stderr) {
    this.name = name;
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
    this.reader = new Thread(this::readOutput, name + "-stdout");
    reader.setDaemon(true);
    reader.start();
    this.endWithUs = new Thread(process::destroyForcibly, name + "-end");
    Runtime.getRuntime().addShutdownHook(endWithUs);
  }

  /**
   * Starts a process.
   *
   * @param name of its output files
   * @param environment its variables that begin with {@code MESSAGING_}; none are inherited
   * @param directory its working directory; output goes to {@code logs} below it
   */
  public static ServerProcess launch(
      String name, List<String> command, Map<String, String> environment, Path directory) {
    Path logs = directory.resolve("logs");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("MESSAGING_"));
    builder.environment().putAll(environment);
    Path stderr = logs.resolve(name + ".err");
    builder.redirectError(stderr.toFile());
    try {
      Files.createDirectories(logs);
      return new ServerProcess(name, builder.start(), logs.resolve(name + ".out"), stderr);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Java that runs us. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private void readOutput() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter copy =
            new PrintWriter(Files.newBufferedWriter(stdout, StandardCharsets.UTF_8), true)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.println(line);
        Matcher matcher = READY.matcher(line);
        if (matcher.matches()) {
          Duration after = Duration.ofNanos(System.nanoTime() - startedAt);
          ready.complete(new Ready(URI.create(matcher.group(1)), after));
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    ready.completeExceptionally(new IllegalStateException("It ended before it was ready"));
  }

  /** Waits for the line that says the server is ready. */
  public ServerProcess awaitReady(Duration limit) {
    try {
      ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return this;
    } catch (ExecutionException | TimeoutException e) {
      kill();
      throw new AssertionError("%s is not ready: %s%n%s".formatted(name, e, output()), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Where the server listens, from its ready line. */
  public URI address() {
    return ready.join().address();
  }

  /** From the start of the process to its ready line. */
  public Duration timeToReady() {
    return ready.join().after();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The processor time that the process has used so far. */
  public Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("The system does not tell the CPU time"));
  }

  /** Ends the process as a crash does (SIGKILL), and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    exitStatus(END_TIMEOUT);
  }

  /** Asks the process to end (SIGTERM) and waits for it. */
  public int terminate() {
    process.destroy();
    return exitStatus(END_TIMEOUT);
  }

  /** Waits for the process to end by itself. */
  public int exitStatus(Duration limit) {
    if (!endsWithin(limit)) {
      String output = output();
      process.destroyForcibly();
      throw new AssertionError("%s did not end in %s%n%s".formatted(name, limit, output));
    }
    try {
      reader.join(END_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    forgetHook();
    return process.exitValue();
  }

  /** Lets this time pass, or less where the process ends before; true where it ended. */
  public boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits until this holds, as long as the server lives. */
  public void await(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (endsWithin(POLL)) {
        throw new AssertionError("%s ended while waiting: %s%n%s".formatted(name, what, output()));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("Not within %s: %s%n%s".formatted(limit, what, output()));
      }
    }
  }

  /** Everything that the process has written so far, standard output first. */
  public String output() {
    return stdout() + stderr();
  }

  public String stdout() {
    return text(stdout);
  }

  public String stderr() {
    return text(stderr);
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    forgetHook();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(endWithUs);
    } catch (IllegalStateException e) {
      // We are ending already, and the hook does its work.
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted", e);
  }
}
