package org.messagingagent.client.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a caller: reads a request, has it answered by the server or has something go
 * wrong with it, and so on with the next one.
 */
final class FrontConnection implements Runnable {

  /** So much of a request's body is recorded. */
  private static final int RECORDED = 65_536;

  /** The server closes what is idle for longer; one that is younger is open for sure. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Front front;
  private final Socket client;
  private volatile boolean silent;
  private volatile boolean closed;
  private volatile Optional<Upstream> upstream = Optional.empty();

  FrontConnection(Front front, Socket client) {
    this.front = front;
    this.client = client;
  }

  /** The way on to the server, kept from one request to the next. */
  private record Upstream(Socket socket, HttpReader reader, long usedAt) {

    boolean isFresh() {
      return System.nanoTime() - usedAt < IDLE_NANOS;
    }

    Upstream used() {
      return new Upstream(socket, reader, System.nanoTime());
    }
  }

  /** A request and what it is about. */
  private record Request(HttpHead head, byte[] body, SoapPeek peek, Optional<Fault> fault) {}

  @Override
  public void run() {
    try (client) {
      client.setTcpNoDelay(true);
      HttpReader reader = new HttpReader(client.getInputStream());
      OutputStream out = client.getOutputStream();
      Optional<HttpHead> head = reader.head();
      while (head.isPresent() && answer(head.get(), reader, out)) {
        head = reader.head();
      }
    } catch (IOException e) {
      // One of the two sides is gone, and with it the connection.
    } finally {
      close();
      front.ended(this);
    }
  }

  void close() {
    closed = true;
    Front.closeQuietly(client);
    dropUpstream();
  }

  void closeWhereSilent() {
    if (silent) {
      close();
    }
  }

  /** Whether the connection goes on. */
  private boolean answer(HttpHead head, HttpReader reader, OutputStream out) throws IOException {
    if (head.says("Expect", "100-continue")) {
      out.write(CONTINUE);
    }
    byte[] body = reader.bodyOfRequest(head);
    SoapPeek peek = SoapPeek.at(head.target(), body);
    Request request = new Request(head, body, peek, front.faults().take(peek.operation()));
    if (request.fault().isEmpty()) {
      return reply(request, passOn(request), out);
    }
    Fault.Kind kind = request.fault().get().kind();
    if (kind instanceof Fault.Refusal refusal) {
      return reply(request, SoapRefusal.answer(refusal, peek, front.wrapExceptions()), out);
    }
    if (kind instanceof Fault.Plain plain) {
      byte[] text = plain.body().getBytes(StandardCharsets.UTF_8);
      return reply(request, HttpAnswer.of(plain.status(), plain.headers(), text), out);
    }
    if (kind instanceof Fault.Late late) {
      HttpAnswer answer = passOn(request);
      record(request, answer);
      return front.hold(late.delay().toNanos()) && write(request, answer, out);
    }
    breakOff(request, (Fault.Broken) kind, reader, out);
    return false;
  }

  private void breakOff(Request request, Fault.Broken how, HttpReader reader, OutputStream out)
      throws IOException {
    switch (how) {
      case CUT_BEFORE -> record(request, OptionalInt.empty(), Optional.empty());
      case CUT_AFTER -> {
        passOn(request);
        record(request, OptionalInt.empty(), Optional.empty());
      }
      case CUT_IN_ANSWER -> {
        HttpAnswer answer = passOn(request);
        record(request, answer);
        out.write(answer.head().bytes());
        out.write(answer.body(), 0, answer.body().length / 2);
        out.flush();
      }
      case SILENT -> {
        silent = true;
        passOn(request);
        record(request, OptionalInt.empty(), Optional.empty());
        reader.awaitEnd();
      }
    }
  }

  /** It is recorded before the caller has it: who has an answer finds it among the calls. */
  private boolean reply(Request request, HttpAnswer answer, OutputStream out) throws IOException {
    record(request, answer);
    return write(request, answer, out);
  }

  private static boolean write(Request request, HttpAnswer answer, OutputStream out)
      throws IOException {
    boolean last = request.head().closes() || answer.head().closes();
    HttpHead head = last ? answer.head().closing() : answer.head();
    byte[] bytes = head.bytes();
    byte[] whole = new byte[bytes.length + answer.body().length];
    System.arraycopy(bytes, 0, whole, 0, bytes.length);
    System.arraycopy(answer.body(), 0, whole, bytes.length, answer.body().length);
    out.write(whole);
    out.flush();
    return !last;
  }

  private HttpAnswer passOn(Request request) throws IOException {
    try {
      return forward(request);
    } catch (IOException e) {
      record(request, OptionalInt.empty(), Optional.empty());
      throw e;
    }
  }

  private HttpAnswer forward(Request request) throws IOException {
    Upstream way = wayToServer();
    OutputStream out = way.socket().getOutputStream();
    out.write(request.head().withLength(request.body().length).bytes());
    out.write(request.body());
    out.flush();
    HttpHead head =
        way.reader().head().orElseThrow(() -> new IOException("The server gave no answer"));
    int status = head.status();
    boolean bare = request.head().method().equals("HEAD") || status == 204 || status == 304;
    byte[] body = bare ? new byte[0] : way.reader().bodyOfAnswer(head);
    if (head.closes()) {
      dropUpstream();
    } else {
      upstream = Optional.of(way.used());
    }
    return new HttpAnswer(bare ? head.withoutBody() : head.withLength(body.length), body);
  }

  private Upstream wayToServer() throws IOException {
    Optional<Upstream> known = upstream;
    if (known.isPresent() && known.get().isFresh()) {
      return known.get();
    }
    dropUpstream();
    Socket socket = new Socket(Front.HOST, front.serverPort());
    socket.setTcpNoDelay(true);
    Upstream way = new Upstream(socket, new HttpReader(socket.getInputStream()), System.nanoTime());
    upstream = Optional.of(way);
    if (closed) {
      dropUpstream();
    }
    return way;
  }

  private void dropUpstream() {
    upstream.ifPresent(way -> Front.closeQuietly(way.socket()));
    upstream = Optional.empty();
  }

  private void record(Request request, HttpAnswer answer) throws IOException {
    record(request, OptionalInt.of(answer.status()), answer.errorCode());
  }

  private void record(Request request, OptionalInt status, Optional<String> errorCode) {
    String text = new String(request.body(), StandardCharsets.UTF_8);
    Map<String, String> headers = request.head().values();
    front
        .calls()
        .add(
            new Call(
                request.peek().operation(),
                request.head().target(),
                request.peek().contract(),
                request.peek().version(),
                headers,
                text.length() <= RECORDED ? text : text.substring(0, RECORDED),
                status,
                errorCode,
                request.fault()));
  }
}
