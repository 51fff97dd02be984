package org.messagingagent.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An exchange on Jetty's core; no servlet. */
final class JettyExchange implements Exchange, Callback {

  /** How much of a refused body is read away, so that the caller gets to read the refusal. */
  private static final long LINGER_BYTES = 64L * 1024 * 1024;

  private static final long LINGER_NANOS = 5_000_000_000L;

  private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

  private final HttpServer server;
  private final Request request;
  private final Response response;
  private final Callback done;
  private boolean bodyRead;
  private boolean bodyStarted;
  private boolean answered;
  private boolean linger;
  private long lingerUntil;
  private long lingered;

  JettyExchange(HttpServer server, Request request, Response response, Callback done) {
    this.server = server;
    this.request = request;
    this.response = response;
    this.done = done;
    // While a call is being handled the connection is silent, and that is fine.
    request.addIdleTimeoutListener(timeout -> false);
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    String path = request.getHttpURI().getPath();
    return path == null ? "" : path;
  }

  @Override
  public Optional<String> query() {
    return Optional.ofNullable(request.getHttpURI().getQuery());
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  @Override
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue() == null ? "" : field.getValue();
      headers.computeIfAbsent(field.getName(), name -> new ArrayList<>(1)).add(value);
    }
    headers.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(headers);
  }

  @Override
  public InetAddress remoteAddress() {
    return request.getConnectionMetaData().getRemoteSocketAddress()
                instanceof InetSocketAddress socket
            && !socket.isUnresolved()
        ? socket.getAddress()
        : NOBODY;
  }

  @Override
  public boolean secure() {
    return request.isSecure();
  }

  @Override
  public long contentLength() {
    return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
  }

  @Override
  public void dispatch(Runnable task) {
    server.execute(task);
  }

  @Override
  public void readBody(BodyReceiver receiver) {
    bodyStarted = true;
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(() -> readBody(receiver));
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        receiver.failed(
            chunk.getFailure() instanceof TimeoutException
                ? BodyReceiver.BodyFailure.STALLED
                : BodyReceiver.BodyFailure.BROKEN);
        return;
      }
      boolean last = chunk.isLast();
      bodyRead = last;
      boolean more;
      try {
        more = receiver.receive(chunk.getByteBuffer());
      } finally {
        chunk.release();
      }
      if (!more) {
        return;
      }
      if (last) {
        receiver.complete();
        return;
      }
    }
  }

  @Override
  public void answer(Answer answer) {
    answered = true;
    HttpFields.Mutable headers = response.getHeaders();
    if (!bodyRead && !readAway()) {
      linger = bodyStarted || !request.getHeaders().contains(HttpHeader.EXPECT);
      headers.put(HttpHeader.CONNECTION, "close");
    } else if (server.stopping()) {
      headers.put(HttpHeader.CONNECTION, "close");
    }
    response.setStatus(answer.status());
    if (!answer.contentType().isEmpty()) {
      headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
    }
    if (!HttpStatus.hasNoBody(answer.status())) {
      headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    }
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      headers.put(header.getKey(), header.getValue());
    }
    response.write(true, ByteBuffer.wrap(answer.body()), this);
  }

  boolean answered() {
    return answered;
  }

  /** Throws away what is there of the body; whether that was all of it. */
  private boolean readAway() {
    if (!bodyStarted && request.getHeaders().contains(HttpHeader.EXPECT)) {
      // Reading would ask for a body that nobody wants.
      return false;
    }
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return false;
      }
      lingered += chunk.remaining();
      chunk.release();
      if (chunk.isLast()) {
        return true;
      }
      if (lingered > LINGER_BYTES) {
        return false;
      }
    }
  }

  @Override
  public void succeeded() {
    if (linger) {
      // A connection closed on unread bytes is reset, and takes the answer along (RFC 9112, 9.6).
      lingerUntil = System.nanoTime() + LINGER_NANOS;
      linger();
    } else {
      finish();
    }
  }

  private void linger() {
    while (lingered <= LINGER_BYTES && System.nanoTime() < lingerUntil) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this::linger);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        break;
      }
      lingered += chunk.remaining();
      chunk.release();
      if (chunk.isLast()) {
        break;
      }
    }
    finish();
  }

  private void finish() {
    server.finished();
    done.succeeded();
  }

  @Override
  public void failed(Throwable failure) {
    server.finished();
    done.failed(failure);
  }
}
