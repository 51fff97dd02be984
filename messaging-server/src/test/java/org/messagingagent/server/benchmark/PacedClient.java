package org.messagingagent.server.benchmark;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at a fixed pace on one connection. A latency counts from the moment at which the
 * request was to be sent, so that a slow answer does not hide the ones that it delays.
 */
final class PacedClient implements AutoCloseable {

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private byte[] buffer = new byte[16 * 1024];

  /** Told of each answer. */
  @FunctionalInterface
  interface Listener {
    /**
     * @param number of the request
     * @param sentAt when its first byte was written, by {@link Clocks#now()}
     * @param answeredAt when its answer was read, by {@link Clocks#now()}
     */
    void answered(long number, long sentAt, long answeredAt);
  }

  PacedClient(URI server) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 10_000);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  /**
   * Sends one request in each interval.
   *
   * @return latencies in nanoseconds
   */
  Histogram run(
      RequestTemplate template, Duration interval, int count, long firstNumber, Listener listener)
      throws IOException {
    Histogram latency = new Histogram(Duration.ofMinutes(2).toNanos(), 3);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + i * interval.toNanos();
      byte[] request = template.numbered(firstNumber + i);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      long sentAt = Clocks.now();
      out.write(request);
      int status = readAnswer();
      long answeredAt = Clocks.now();
      latency.recordValue(Math.max(0, System.nanoTime() - due));
      if (status != 200) {
        throw new IOException(
            "Status %d: %s".formatted(status, new String(buffer, StandardCharsets.UTF_8).trim()));
      }
      listener.answered(firstNumber + i, sentAt, answeredAt);
    }
    return latency;
  }

  private int readAnswer() throws IOException {
    Arrays.fill(buffer, (byte) 0);
    int filled = 0;
    while (HttpText.answerLength(buffer, filled) < 0) {
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * filled);
      }
      int count = in.read(buffer, filled, buffer.length - filled);
      if (count < 0) {
        throw new IOException("The server closed the connection without an answer");
      }
      filled += count;
    }
    return HttpText.status(buffer);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
