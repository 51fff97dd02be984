package org.messagingagent.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server has opened and has to close, the last one first. Safe for use by many threads; what
 * is opened by one while another closes is closed at once.
 */
final class Parts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final Deque<Part> opened = new ArrayDeque<>();
  private boolean closed;

  /**
   * Takes a part that has been opened.
   *
   * @param name for the log
   * @throws IllegalStateException where the server was closed meanwhile; the part is closed then
   */
  <T extends AutoCloseable> T opened(String name, T part) {
    boolean tooLate;
    synchronized (this) {
      tooLate = closed;
      if (!tooLate) {
        opened.push(new Part(name, part));
      }
    }
    if (tooLate) {
      close(new Part(name, part));
      throw new IllegalStateException("The server was closed while it was starting");
    }
    return part;
  }

  /** Takes no more parts. */
  synchronized void end() {
    closed = true;
  }

  /**
   * Closes all that is open. A part that fails does not keep the others from it.
   *
   * <p>It is done in a thread of its own, for which this one waits whatever comes: an interrupt
   * would have the parts leave threads and files behind, though each has its limit; and a handler
   * or a listener that closes the server is waited for, and left behind, like any other.
   */
  @Override
  public void close() {
    end();
    Thread closing = DaemonThreads.named("stop").newThread(this::closeAll);
    try {
      closing.start();
    } catch (OutOfMemoryError e) {
      log.warn("There is no thread for the stop: {}", e.getMessage());
      closeAll();
    }
    await(closing);
  }

  private void closeAll() {
    for (Part part = next(); part != null; part = next()) {
      close(part);
    }
  }

  private static void await(Thread closing) {
    boolean interrupted = false;
    while (closing.isAlive()) {
      try {
        closing.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Part next() {
    return opened.poll();
  }

  private static void close(Part part) {
    try {
      part.closeable().close();
    } catch (Exception | Error e) {
      log.warn("{} did not stop cleanly: {}", part.name(), e.getMessage(), e);
    }
  }

  private record Part(String name, AutoCloseable closeable) {}
}
