package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Loads a server over HTTP/1.1 keep-alive connections from one thread, as cheaply as the JDK
 * allows: on two cores what the client uses the server does not have. Each connection has one
 * request under way (a closed loop), so a slow answer delays the next request, and latencies under
 * full load tell of the queue as well as of the server. One thread at a time may use it.
 */
public final class LoadClient implements AutoCloseable {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long DRAIN_NANOS = Duration.ofSeconds(60).toNanos();

  private final InetSocketAddress server;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(256 * 1024);
  private Run run;

  /**
   * What came of a run.
   *
   * @param answers with status 200
   * @param others how many answers had another status
   * @param firstOther the first such answer; empty where there is none
   * @param reconnects connections that the server closed between two requests
   * @param latency in nanoseconds, answers with status 200 only
   * @param clientCpu of this client's thread
   */
  public record Result(
      long answers,
      Map<Integer, Long> others,
      String firstOther,
      int reconnects,
      Duration elapsed,
      Histogram latency,
      Duration clientCpu) {

    public double perSecond() {
      return answers * 1e9 / elapsed.toNanos();
    }

    public double clientMicrosPerRequest() {
      return clientCpu.toNanos() / 1e3 / Math.max(1, answers);
    }

    /** The latency in milliseconds that this share of the answers did not exceed. */
    public double millis(double percentile) {
      return latency.getValueAtPercentile(percentile) / 1e6;
    }

    /** This run, where every answer was 200; else an error that shows the first other answer. */
    public Result requireClean() {
      if (answers == 0 || !others.isEmpty()) {
        throw new IllegalStateException(
            "%d answers with status 200, others %s, the first of them:%n%s"
                .formatted(answers, others, firstOther));
      }
      return this;
    }
  }

  private static final class Connection {
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer request;
    private byte[] in = new byte[8 * 1024];
    private int filled;
    private long sentAt;
  }

  private static final class Run {
    private final RequestTemplate template;
    private final long firstNumber;
    private final long maxRequests;
    private final Histogram latency = new Histogram(Duration.ofMinutes(2).toNanos(), 3);
    private final Map<Integer, Long> others = new TreeMap<>();
    private String firstOther = "";
    private int reconnects;
    private long begun;
    private long answered;
    private boolean stopping;

    Run(RequestTemplate template, long firstNumber, long maxRequests) {
      this.template = template;
      this.firstNumber = firstNumber;
      this.maxRequests = maxRequests;
    }
  }

  public LoadClient(URI server, int connectionCount) throws IOException {
    this.server = new InetSocketAddress(server.getHost(), server.getPort());
    this.selector = Selector.open();
    for (int i = 0; i < connectionCount; i++) {
      Connection connection = new Connection();
      connections.add(connection);
      connect(connection);
    }
  }

  private void connect(Connection connection) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(server);
    channel.configureBlocking(false);
    connection.channel = channel;
    connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
    connection.filled = 0;
  }

  /** Sends for this long. */
  public Result run(RequestTemplate template, Duration duration) throws IOException {
    return run(template, duration, 0, Long.MAX_VALUE);
  }

  /**
   * Sends until the time or the number of requests is reached, and waits for the answers under way.
   *
   * @param firstNumber the number in the first request, where the template has a place for it
   */
  public Result run(RequestTemplate template, Duration duration, long firstNumber, long maxRequests)
      throws IOException {
    run = new Run(template, firstNumber, maxRequests);
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long stopAt = start + duration.toNanos();
    for (Connection connection : connections) {
      // A server lets go of a connection that was idle between two rounds.
      connection.channel.close();
      connect(connection);
      connection.request = template.newBuffer();
      send(connection);
    }
    while (run.answered < run.begun) {
      selector.select(this::ready, 100);
      long now = System.nanoTime();
      if (now - stopAt >= 0) {
        run.stopping = true;
        if (now - stopAt > DRAIN_NANOS) {
          throw new IOException(
              "%d requests were not answered".formatted(run.begun - run.answered));
        }
      }
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return new Result(
        run.latency.getTotalCount(),
        run.others,
        run.firstOther,
        run.reconnects,
        elapsed,
        run.latency,
        Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpuBefore));
  }

  private void send(Connection connection) throws IOException {
    if (run.stopping || run.begun >= run.maxRequests) {
      return;
    }
    run.template.number(connection.request, run.firstNumber + run.begun);
    run.begun++;
    connection.sentAt = System.nanoTime();
    connection.request.rewind();
    write(connection);
  }

  private void write(Connection connection) throws IOException {
    connection.channel.write(connection.request);
    boolean more = connection.request.hasRemaining();
    int interest = more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (connection.key.interestOps() != interest) {
      connection.key.interestOps(interest);
    }
  }

  private void ready(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isWritable()) {
        write(connection);
      }
      if (key.isReadable()) {
        read(connection);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void read(Connection connection) throws IOException {
    readBuffer.clear();
    int count = connection.channel.read(readBuffer);
    if (count < 0) {
      reconnect(connection);
      return;
    }
    readBuffer.flip();
    if (connection.filled + count > connection.in.length) {
      connection.in = Arrays.copyOf(connection.in, 2 * (connection.filled + count));
    }
    readBuffer.get(connection.in, connection.filled, count);
    connection.filled += count;
    int length = HttpText.answerLength(connection.in, connection.filled);
    if (length > 0) {
      answered(connection, length);
    }
  }

  private void answered(Connection connection, int length) throws IOException {
    if (length != connection.filled) {
      throw new IOException("More than one answer to one request");
    }
    int status = HttpText.status(connection.in);
    if (status == 200) {
      run.latency.recordValue(System.nanoTime() - connection.sentAt);
    } else {
      run.others.merge(status, 1L, Long::sum);
      if (run.firstOther.isEmpty()) {
        run.firstOther = new String(connection.in, 0, length, StandardCharsets.UTF_8);
      }
    }
    run.answered++;
    connection.filled = 0;
    connection.sentAt = 0;
    send(connection);
  }

  private void reconnect(Connection connection) throws IOException {
    boolean waiting = connection.sentAt != 0;
    connection.channel.close();
    if (waiting) {
      throw new IOException("The server closed a connection without an answer");
    }
    run.reconnects++;
    connect(connection);
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }
}
