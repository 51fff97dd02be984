package org.messagingagent.server.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The one order of all that is told, written to a file and judged at once. Safe for use by many
 * threads.
 */
final class Journal implements AutoCloseable {

  private final Judge judge = new Judge();
  private final Writer file;
  private final long startedAt = System.nanoTime();

  /**
   * @param path a file that does not exist
   */
  Journal(Path path) throws IOException {
    this.file = Files.newBufferedWriter(path, StandardOpenOption.CREATE_NEW);
  }

  /** Takes its place in the order. When this returns, it has one. */
  synchronized void add(Event event) {
    judge.see(event);
    try {
      file.write(
          "%.6f %s %s %d %d %s%n"
              .formatted(
                  (System.nanoTime() - startedAt) / 1e9,
                  event.kind().name().toLowerCase(Locale.ROOT),
                  event.subject(),
                  event.messageId(),
                  event.attempt(),
                  event.node().isEmpty() ? "-" : event.node()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized long accepted() {
    return judge.accepted();
  }

  synchronized long handled() {
    return judge.handled();
  }

  synchronized long unfinished() {
    return judge.unfinished();
  }

  synchronized Judge.Findings findings() {
    return judge.findings();
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
