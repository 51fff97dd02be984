package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.http.Answer;
import org.messagingagent.server.http.BodyReceiver;
import org.messagingagent.server.http.Exchange;
import org.messagingagent.server.http.HttpHandler;

/** Requests, timed from their head to their answer, by the kind of their address and the status. */
final class ObservedHttp implements HttpHandler {

  private final HttpHandler handler;
  private final MeterRegistry registry;
  private final Map<Key, Timer> times = new ConcurrentHashMap<>();

  ObservedHttp(HttpHandler handler, MeterRegistry registry) {
    this.handler = handler;
    this.registry = registry;
  }

  @Override
  public void handle(Exchange exchange) {
    handler.handle(new Timed(exchange));
  }

  /** Few kinds, whatever anybody sends. */
  private static String kind(String path) {
    String lower = path.length() > 64 ? "" : path.toLowerCase(Locale.ROOT);
    if (path.startsWith("/gateway/")) {
      return "gateway";
    }
    if (lower.startsWith("/health/")) {
      return "health";
    }
    if (lower.startsWith("/remote/") && lower.contains("/messaging.svc")) {
      return "messaging";
    }
    return lower.startsWith("/remote/") && lower.contains("/soprincipal.svc")
        ? "principal"
        : "other";
  }

  private void answered(Exchange exchange, int status, long nanos) {
    times
        .computeIfAbsent(new Key(kind(exchange.path()), status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Key key) {
    return Times.calls("messaging.http.requests.time", "Time from a request to its answer")
        .tag("address", key.address)
        .tag("status", Integer.toString(key.status))
        .register(registry);
  }

  private record Key(String address, int status) {}

  /** The same exchange, whose answer is noted. */
  private final class Timed implements Exchange {

    private final Exchange exchange;
    private final long start = System.nanoTime();

    Timed(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void answer(Answer answer) {
      exchange.answer(answer);
      answered(exchange, answer.status(), System.nanoTime() - start);
    }

    @Override
    public String method() {
      return exchange.method();
    }

    @Override
    public String path() {
      return exchange.path();
    }

    @Override
    public String mount() {
      return exchange.mount();
    }

    @Override
    public Optional<String> query() {
      return exchange.query();
    }

    @Override
    public Optional<String> header(String name) {
      return exchange.header(name);
    }

    @Override
    public List<String> headers(String name) {
      return exchange.headers(name);
    }

    @Override
    public Map<String, List<String>> headers() {
      return exchange.headers();
    }

    @Override
    public InetAddress remoteAddress() {
      return exchange.remoteAddress();
    }

    @Override
    public boolean secure() {
      return exchange.secure();
    }

    @Override
    public long contentLength() {
      return exchange.contentLength();
    }

    @Override
    public void readBody(BodyReceiver receiver) {
      exchange.readBody(receiver);
    }

    @Override
    public void work(Runnable task) {
      exchange.work(task);
    }

    @Override
    public void dispatch(Runnable task) {
      exchange.dispatch(task);
    }
  }
}
