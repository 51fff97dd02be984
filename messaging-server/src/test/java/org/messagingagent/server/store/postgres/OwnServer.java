package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test's own, which may be broken: stopped as by a crash, started again,
 * paused, copied to a standby that follows it, promoted.
 */
public final class OwnServer implements AutoCloseable {

  private static final long SECONDS = 60;

  private final Path bin;
  private final Path data;
  private final int port;

  private OwnServer(Path bin, Path data, int port) {
    this.bin = bin;
    this.data = data;
    this.port = port;
  }

  /** Programs, and a database that has never been used: made once, for many servers. */
  record Prepared(Path bin, Path data) {

    static Prepared in(Path directory) throws IOException {
      Path data = directory.resolve("prepared");
      try (EmbeddedPostgres first =
          EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start()) {
        assertThat(first.getPort()).isPositive();
        return new Prepared(
            Path.of(postmaster(data).info().command().orElseThrow()).getParent(), data);
      }
    }
  }

  /** A new one, which runs. */
  public static OwnServer in(Path directory) {
    try {
      return in(directory, Prepared.in(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new one, which runs, from what was made before. */
  static OwnServer in(Path directory, Prepared prepared) throws IOException {
    Path data = directory.resolve("primary");
    copy(prepared.data(), data);
    OwnServer server = new OwnServer(prepared.bin(), data, freePort());
    server.configure(
        "fsync = on", "wal_level = replica", "max_wal_senders = 4", "hot_standby = on");
    server.start();
    return server;
  }

  String address() {
    return "localhost:" + port;
  }

  public String url() {
    return "jdbc:postgresql://" + address() + "/postgres";
  }

  void configure(String... lines) throws IOException {
    Files.write(data.resolve("postgresql.conf"), List.of(lines), StandardOpenOption.APPEND);
  }

  public void start() {
    run(
        "pg_ctl",
        "start",
        "-w",
        "-D",
        data.toString(),
        "-l",
        data.resolveSibling(data.getFileName() + ".log").toString(),
        "-o",
        "-p " + port + " -c listen_addresses=localhost -c unix_socket_directories=");
  }

  /** As a crash does: without a checkpoint, sessions are cut. */
  void crash() {
    run("pg_ctl", "stop", "-m", "immediate", "-w", "-D", data.toString());
  }

  public void stop() {
    run("pg_ctl", "stop", "-m", "fast", "-w", "-D", data.toString());
  }

  void promote() {
    run("pg_ctl", "promote", "-w", "-D", data.toString());
  }

  /** A standby that has all that this one has, and follows it; this one is stopped for the copy. */
  OwnServer standby() throws IOException {
    stop();
    Path copy = data.resolveSibling("standby");
    copy(data, copy);
    OwnServer standby = new OwnServer(bin, copy, freePort());
    standby.configure("primary_conninfo = 'host=localhost port=" + port + " user=postgres'");
    Files.createFile(copy.resolve("standby.signal"));
    configure(
        "synchronous_standby_names = '*'", // acknowledged means: on the standby's disk too
        "synchronous_commit = on");
    start();
    standby.start();
    return standby;
  }

  /** All of its processes stand still. */
  void pause() {
    signal("STOP");
  }

  void goOn() {
    signal("CONT");
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    if (Files.exists(data.resolve("postmaster.pid"))) {
      crash();
    }
  }

  private void signal(String name) {
    ProcessHandle postmaster = postmaster(data);
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .forEach(process -> command.add(Long.toString(process.pid())));
    runAll(command);
  }

  private static ProcessHandle postmaster(Path data) {
    try {
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
      return ProcessHandle.of(pid).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U")); // it refuses to run as root
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    runAll(command);
  }

  private static void runAll(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("It failed: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(
            path,
            to.resolve(from.relativize(path)),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
