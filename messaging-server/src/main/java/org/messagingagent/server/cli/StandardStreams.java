package org.messagingagent.server.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps standard output and standard error open while a server runs, whoever closes them: a plugin
 * that closes a writer on {@code System.out} would otherwise take the log or the answers of
 * everybody away.
 */
final class StandardStreams {

  private static final Logger log = LoggerFactory.getLogger(StandardStreams.class);

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  private StandardStreams() {
    System.setOut(new Uncloseable(out, "standard output"));
    System.setErr(new Uncloseable(err, "standard error"));
  }

  /** Keeps them open until they are restored. */
  static StandardStreams keptOpen() {
    return new StandardStreams();
  }

  /** Makes them again what they were. */
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  private static final class Uncloseable extends PrintStream {

    private final String name;
    private final AtomicBoolean told = new AtomicBoolean();

    Uncloseable(PrintStream stream, String name) {
      // UTF-8 as all that this process prints.
      super(stream, true, StandardCharsets.UTF_8);
      this.name = name;
    }

    @Override
    public void close() {
      flush();
      if (!told.compareAndSet(false, true)) {
        return;
      }
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      log.warn(
          "Something in thread {} ({}) closed {}; it stays open",
          Thread.currentThread().getName(),
          loader == null ? "?" : loader.getName(),
          name);
    }
  }
}
