package org.messagingagent.plugin.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to which many threads append lines; those that come together share one fsync. Safe for use
 * by many threads.
 *
 * <p>One thread writes: a caller's thread may be interrupted, which would close a file that it
 * writes. Each caller waits for its line, so there are never more lines in memory than callers.
 */
final class LineFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LineFile.class);

  private static final int MAX_BATCH = 256;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private record Line(byte[] bytes, CompletableFuture<Void> written) {}

  private final Path path;
  private final LineSink file;
  private final Thread writer;
  private final Object lock = new Object();
  private final Deque<Line> waiting = new ArrayDeque<>();
  private boolean closed;
  private boolean broken;

  private LineFile(Path path, LineSink file) {
    this.path = path;
    this.file = file;
    this.writer = new Thread(this::write, "file-plugin-" + path.getFileName());
    writer.setDaemon(true);
  }

  /** Opens the file, and makes it where there is none; its directory has to be there. */
  static LineFile open(Path path) throws IOException {
    AppendFile file = new AppendFile(path);
    file.ready();
    return open(path, file);
  }

  /** Lets callers share a sink; the path is for the log. */
  static LineFile open(Path path, LineSink sink) {
    LineFile file = new LineFile(path, sink);
    file.writer.start();
    return file;
  }

  /**
   * Appends a line and returns once it is on disk.
   *
   * @param bytes the line with its end; not changed afterwards
   * @throws NotWrittenException where the line is certainly not in the file
   * @throws IOException where it may be
   * @throws InterruptedException where the thread was interrupted; the line may be written
   */
  void append(byte[] bytes) throws IOException, InterruptedException {
    Line line = new Line(bytes, new CompletableFuture<>());
    synchronized (lock) {
      if (closed) {
        throw new NotWrittenException("The file is closed", null);
      }
      waiting.add(line);
      lock.notifyAll();
    }
    try {
      line.written().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotWrittenException notWritten) {
        throw new NotWrittenException(notWritten.getMessage(), notWritten.getCause());
      }
      throw new IOException("The file cannot be written", e.getCause());
    }
  }

  /** How many lines wait for the writing thread. */
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /** Writes what is waiting, and closes the file. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    try {
      writer.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    for (List<Line> lines = next(); !lines.isEmpty(); lines = next()) {
      try {
        file.append(lines.stream().map(Line::bytes).toList());
        lines.forEach(line -> line.written().complete(null));
        works();
      } catch (IOException | RuntimeException | Error e) {
        lines.forEach(line -> line.written().completeExceptionally(e));
        fails(e);
      }
    }
    try {
      file.close();
    } catch (IOException e) {
      log.warn("{} could not be closed: {}", path, e.toString());
    }
  }

  /** What is waiting; waits for it. Empty once the file is closed. */
  private List<Line> next() {
    synchronized (lock) {
      while (waiting.isEmpty() && !closed) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          // Nobody has reason to interrupt this thread, and close() is how it ends.
          log.debug("The thread that writes {} was interrupted", path);
        }
      }
      List<Line> lines = new ArrayList<>();
      while (!waiting.isEmpty() && lines.size() < MAX_BATCH) {
        lines.add(waiting.remove());
      }
      return lines;
    }
  }

  private void fails(Throwable e) {
    if (!broken) {
      broken = true;
      Throwable cause = e.getCause() == null ? e : e.getCause();
      log.warn("{} cannot be written: {}; messages are tried again", path, cause.toString());
    }
  }

  private void works() {
    if (broken) {
      broken = false;
      log.info("{} can be written again", path);
    }
  }
}
