package org.messagingagent.server.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.messagingagent.spi.callback.AddressList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange in a servlet container. The body is read in the container's thread. What answers in
 * another one answers through an asynchronous context where the container has that, else the
 * container's thread waits for it.
 */
final class ServletExchange implements Exchange {

  private static final Logger log = LoggerFactory.getLogger(ServletExchange.class);

  private static final int PIECE = 8 * 1024;

  /**
   * Longer than any call may take: only then something went wrong, and nobody is to wait for it.
   */
  private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();
  private static final Answer NOT_IN_TIME =
      Answer.tryAgain("The server did not answer in time; try again later.");

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ServletThreads threads;
  private final Consumer<ServletExchange> over;
  private final MountedPath path;
  private Optional<Answer> answer = Optional.empty();
  private Optional<AsyncContext> async = Optional.empty();

  /** Of use to the container's thread alone. */
  private boolean bodyFailed;

  /**
   * @param over told once, when the answer is out
   */
  ServletExchange(
      HttpServletRequest request,
      HttpServletResponse response,
      ServletThreads threads,
      Consumer<ServletExchange> over) {
    this.request = request;
    this.response = response;
    this.threads = threads;
    this.over = over;
    this.path = MountedPath.of(request);
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return path.path();
  }

  @Override
  public String mount() {
    return path.mount();
  }

  @Override
  public Optional<String> query() {
    return Optional.ofNullable(request.getQueryString());
  }

  @Override
  public Optional<String> header(String name) {
    Optional<String> value = Optional.ofNullable(request.getHeader(name));
    // HTTP/2 has another name for it, which only some containers translate.
    return value.isEmpty() && name.equalsIgnoreCase("Host") ? Optional.of(host()) : value;
  }

  @Override
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.putIfAbsent(name, List.copyOf(Collections.list(request.getHeaders(name))));
    }
    return Collections.unmodifiableMap(headers);
  }

  @Override
  public InetAddress remoteAddress() {
    return Optional.ofNullable(request.getRemoteAddr())
        .flatMap(AddressList::address)
        .orElse(NOBODY);
  }

  @Override
  public boolean secure() {
    return request.isSecure();
  }

  @Override
  public long contentLength() {
    return request.getContentLengthLong();
  }

  @Override
  public void readBody(BodyReceiver receiver) {
    byte[] piece = new byte[PIECE];
    try {
      ServletInputStream body = request.getInputStream();
      for (int size = read(body, piece); size >= 0; size = read(body, piece)) {
        if (!receiver.receive(ByteBuffer.wrap(piece, 0, size))) {
          return;
        }
      }
    } catch (IOException e) {
      log.debug("The body of a request to {} ended early", path.path(), e);
      bodyFailed = true;
      receiver.failed(
          isTimeout(e) ? BodyReceiver.BodyFailure.STALLED : BodyReceiver.BodyFailure.BROKEN);
      return;
    }
    receiver.complete();
  }

  /** Some containers have unchecked exceptions for content that is no HTTP. */
  private static int read(InputStream body, byte[] piece) throws IOException {
    try {
      return body.read(piece);
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void work(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void dispatch(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void answer(Answer given) {
    Optional<AsyncContext> parked;
    synchronized (this) {
      if (answer.isPresent()) {
        return; // there was one in its place: the server stopped, or it took too long
      }
      answer = Optional.of(given);
      parked = async;
      notifyAll();
    }
    parked.ifPresent(context -> complete(context, given));
  }

  private void complete(AsyncContext context, Answer given) {
    write(given);
    try {
      context.complete();
    } catch (IllegalStateException e) {
      log.debug("The container had given the request up already", e);
    }
  }

  /**
   * In the container's thread, once the handler has been called: sends the answer, or has it sent
   * when it comes.
   */
  void finish() {
    Answer given;
    synchronized (this) {
      if (answer.isEmpty() && parked()) {
        return;
      }
      given = await();
    }
    write(given);
  }

  /**
   * Whether the answer may come later, without the container's thread. Not where the body failed:
   * Tomcat gives such a request up once its thread is back, and it is being refused already.
   */
  private boolean parked() {
    if (bodyFailed || !request.isAsyncSupported()) {
      return false;
    }
    try {
      // With what filters have put around the two: so they know that it is used still.
      AsyncContext context = request.startAsync(request, response);
      context.setTimeout(LONGEST_MILLIS);
      context.addListener(new Late());
      async = Optional.of(context);
      return true;
    } catch (IllegalStateException e) {
      log.debug("The container does not let the answer come later", e);
      return false;
    }
  }

  private Answer await() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
    try {
      while (answer.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          answer = Optional.of(NOT_IN_TIME);
        } else {
          wait(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = Optional.of(NOT_IN_TIME);
    }
    return answer.get();
  }

  private void write(Answer given) {
    try {
      write(given, request, response);
    } finally {
      over.accept(this);
    }
  }

  /** Sends an answer to whoever is there still to read it. */
  static void write(Answer answer, HttpServletRequest request, HttpServletResponse response) {
    try {
      response.setStatus(answer.status());
      if (!answer.contentType().isEmpty()) {
        response.setContentType(answer.contentType());
      }
      answer.headers().forEach(response::setHeader);
      if (mayHaveBody(answer.status())) {
        response.setContentLength(answer.body().length);
        if (!request.getMethod().equals("HEAD")) {
          response.getOutputStream().write(answer.body());
        }
      }
    } catch (IOException | IllegalStateException e) {
      log.debug("An answer could not be sent", e);
    }
  }

  private static boolean mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 205 && status != 304;
  }

  private String host() {
    boolean usual = request.getServerPort() == (request.isSecure() ? 443 : 80);
    return usual
        ? request.getServerName()
        : request.getServerName() + ":" + request.getServerPort();
  }

  private static boolean isTimeout(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SocketTimeoutException || at instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** What ends an exchange whose answer does not come. */
  private final class Late implements AsyncListener {

    @Override
    public void onTimeout(AsyncEvent event) {
      answer(NOT_IN_TIME);
    }

    @Override
    public void onError(AsyncEvent event) {
      answer(NOT_IN_TIME);
    }

    @Override
    public void onComplete(AsyncEvent event) {
      over.accept(ServletExchange.this);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Nobody starts another one.
    }
  }
}
