package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.messagingagent.spi.callback.AddressList;

/**
 * How the server listens, and what it takes.
 *
 * @param host the address to listen on; {@code 0.0.0.0} for all
 * @param port 0 for any that is free
 * @param publicUrl what callers reach the server by, such as {@code https://sms.example.com};
 *     stands in the WSDL before {@code /Remote/…}
 * @param maxBodyBytes the largest request body
 * @param maxBodyBytesInFlight all request bodies being read or handled, together; at least {@link
 *     #leastBodyBytesInFlight}
 * @param maxThreads the most threads that handle requests; half of them may send messages, an
 *     eighth may check passwords
 * @param maxQueuedRequests how many complete requests wait for a thread, of each kind; more are
 *     refused
 * @param maxConnections how many connections are open; more wait to be accepted
 * @param maxHeaderBytes the largest request line with headers
 * @param idleTimeout how long a connection may be silent while the server waits for it
 * @param readTimeout how long a request may take to arrive in full
 * @param stopTimeout how long a stop waits for requests in progress
 * @param trustedProxies whose word is taken on who calls through them, and on whether that
 *     connection was encrypted
 */
public record HttpConfig(
    String host,
    int port,
    Optional<URI> publicUrl,
    int maxBodyBytes,
    long maxBodyBytesInFlight,
    int maxThreads,
    int maxQueuedRequests,
    int maxConnections,
    int maxHeaderBytes,
    Duration idleTimeout,
    Duration readTimeout,
    Duration stopTimeout,
    AddressList trustedProxies) {

  private static final int MIB = 1024 * 1024;

  /** Loopback, port 8087; bodies in flight take at most an eighth of the heap. */
  public static final HttpConfig DEFAULTS =
      new HttpConfig(
          "127.0.0.1",
          8087,
          Optional.empty(),
          10 * MIB,
          Math.max(16L * MIB, Runtime.getRuntime().maxMemory() / 8),
          400,
          1_000,
          4_096,
          16 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(55));

  public HttpConfig {
    requireNonNull(publicUrl, "publicUrl is null");
    requireNonNull(trustedProxies, "trustedProxies is null");
    check(!host.isBlank(), "http.host must not be empty");
    check(port >= 0 && port <= 65_535, "http.port must be 0 to 65535, was %s", port);
    publicUrl = publicUrl.map(url -> checkedPublicUrl("http.public-url", url));
    check(maxBodyBytes >= 1_024, "http.max-body must be at least 1KiB, was %s", maxBodyBytes);
    check(
        maxBodyBytesInFlight >= leastBodyBytesInFlight(maxBodyBytes),
        "http.max-bodies-in-flight must be at least %s, or no request as large as http.max-body (%s)"
            + " could ever be taken; was %s",
        leastBodyBytesInFlight(maxBodyBytes),
        maxBodyBytes,
        maxBodyBytesInFlight);
    check(
        maxThreads >= 8 && maxThreads <= 10_000,
        "http.max-threads must be 8 to 10000, was %s",
        maxThreads);
    check(
        maxQueuedRequests >= 0 && maxQueuedRequests <= 1_000_000,
        "http.max-queued-requests must be 0 to 1000000, was %s",
        maxQueuedRequests);
    check(
        maxConnections >= 1 && maxConnections <= 1_000_000,
        "http.max-connections must be 1 to 1000000, was %s",
        maxConnections);
    check(
        maxHeaderBytes >= 1_024 && maxHeaderBytes <= MIB,
        "http.max-header must be 1KiB to 1MiB, was %s",
        maxHeaderBytes);
    checkTime("http.idle-timeout", idleTimeout);
    checkTime("http.read-timeout", readTimeout);
    checkTime("http.stop-timeout", stopTimeout);
  }

  /** As the canonical constructor, trusting no proxy. */
  public HttpConfig(
      String host,
      int port,
      Optional<URI> publicUrl,
      int maxBodyBytes,
      long maxBodyBytesInFlight,
      int maxThreads,
      int maxQueuedRequests,
      int maxConnections,
      int maxHeaderBytes,
      Duration idleTimeout,
      Duration readTimeout,
      Duration stopTimeout) {
    this(
        host,
        port,
        publicUrl,
        maxBodyBytes,
        maxBodyBytesInFlight,
        maxThreads,
        maxQueuedRequests,
        maxConnections,
        maxHeaderBytes,
        idleTimeout,
        readTimeout,
        stopTimeout,
        AddressList.parse(""));
  }

  /**
   * How much all bodies in flight have to be able to take for one of this size to be taken: a third
   * more, for the last quarter is for small ones.
   */
  public static long leastBodyBytesInFlight(long maxBodyBytes) {
    return Budget.leastFor(maxBodyBytes);
  }

  /** The same with another host. */
  public HttpConfig withHost(String other) {
    return new HttpConfig(
        other,
        port,
        publicUrl,
        maxBodyBytes,
        maxBodyBytesInFlight,
        maxThreads,
        maxQueuedRequests,
        maxConnections,
        maxHeaderBytes,
        idleTimeout,
        readTimeout,
        stopTimeout,
        trustedProxies);
  }

  /** The same with another port. */
  public HttpConfig withPort(int other) {
    return new HttpConfig(
        host,
        other,
        publicUrl,
        maxBodyBytes,
        maxBodyBytesInFlight,
        maxThreads,
        maxQueuedRequests,
        maxConnections,
        maxHeaderBytes,
        idleTimeout,
        readTimeout,
        stopTimeout,
        trustedProxies);
  }

  /** The same with other proxies whose word is taken. */
  public HttpConfig withTrustedProxies(AddressList other) {
    return new HttpConfig(
        host,
        port,
        publicUrl,
        maxBodyBytes,
        maxBodyBytesInFlight,
        maxThreads,
        maxQueuedRequests,
        maxConnections,
        maxHeaderBytes,
        idleTimeout,
        readTimeout,
        stopTimeout,
        other);
  }

  /** The URL without a slash at its end; refused where it is none that addresses are made of. */
  static URI checkedPublicUrl(String key, URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean usable =
        (scheme.equals("http") || scheme.equals("https"))
            && url.getHost() != null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getRawUserInfo() == null;
    check(usable, "%s must be a URL such as https://sms.example.com, was '%s'", key, url);
    String text = url.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
  }

  private static void checkTime(String key, Duration time) {
    check(
        time.toMillis() >= 1 && time.compareTo(Duration.ofHours(1)) <= 0,
        "%s must be 1ms to 1h, was %sms",
        key,
        time.toMillis());
  }
}
