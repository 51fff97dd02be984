package org.messagingagent.plugin.testkit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Catches what is printed to standard output and error; what loggers write there goes through. */
final class StandardOutput implements AutoCloseable {

  private static final List<String> LOGGERS =
      List.of("org.slf4j.", "ch.qos.logback.", "java.util.logging.", "org.apache.log");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  private StandardOutput() {}

  /** Catches from now on, until it is closed. */
  static StandardOutput caught() {
    StandardOutput caught = new StandardOutput();
    System.setOut(caught.between(caught.out));
    System.setErr(caught.between(caught.err));
    return caught;
  }

  /** What was printed so far. */
  synchronized String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
  }

  private PrintStream between(PrintStream real) {
    return new PrintStream(
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            if (isLogged()) {
              real.write(bytes, offset, length);
            } else {
              synchronized (StandardOutput.this) {
                printed.write(bytes, offset, length);
              }
            }
          }
        },
        true,
        StandardCharsets.UTF_8);
  }

  private static boolean isLogged() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame -> LOGGERS.stream().anyMatch(frame.getClassName()::startsWith)));
  }
}
