package org.messagingagent.plugin.smpp;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets many threads write whole PDUs, one after the other. Where the other side reads nothing, one
 * thread hangs in the socket, which only closing it ends; the others give up by themselves.
 */
final class WriteGate extends OutputStream {

  private final OutputStream out;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock(true);
  private volatile long writingSince;
  private volatile boolean writing;
  private volatile boolean closed;

  WriteGate(OutputStream out, Duration patience) {
    this.out = out;
    this.patienceNanos = patience.toNanos();
  }

  @Override
  public void write(byte[] pdu, int offset, int length) throws IOException {
    enter();
    try {
      if (closed) {
        throw new NotWrittenException("the connection is closed");
      }
      writingSince = System.nanoTime();
      writing = true;
      out.write(pdu, offset, length);
    } finally {
      writing = false;
      lock.unlock();
    }
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  /** Nothing is buffered. */
  @Override
  public void flush() {}

  /** Whether a thread has been writing for longer than is bearable. */
  boolean isStuck() {
    return writing && System.nanoTime() - writingSince > patienceNanos;
  }

  /** Lets nobody write any more. */
  void shut() {
    closed = true;
  }

  private void enter() throws NotWrittenException {
    try {
      if (!lock.tryLock(patienceNanos, TimeUnit.NANOSECONDS)) {
        throw new NotWrittenException("the SMSC takes no data");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotWrittenException("interrupted before it was written");
    }
  }
}
