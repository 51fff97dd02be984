package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The part of a client's builder that is about connections and time.
 *
 * @param <B> the builder itself
 */
abstract class HttpOptions<B> {

  private static final int MOST_CALLS = 1000;

  private Duration connectTimeout = Duration.ofSeconds(10);
  private Duration requestTimeout = Duration.ofSeconds(60);
  private Optional<Duration> totalTimeout = Optional.empty();
  private int concurrentCalls = 64;
  private Optional<ProxySelector> proxy = Optional.empty();
  private Map<String, String> proxyHeaders = Map.of();
  private Optional<TrustManager[]> trusted = Optional.empty();
  private Optional<KeyManager[]> shown = Optional.empty();
  private Optional<SSLContext> sslContext = Optional.empty();
  private Optional<Executor> executor = Optional.empty();
  private int maxAnswerBytes = 64 << 20;

  abstract B self();

  /** The longest wait for a connection; 10 s unless set. */
  public B connectTimeout(Duration time) {
    this.connectTimeout = positive(time, "connectTimeout");
    return self();
  }

  /**
   * The longest wait for one answer; 60 s unless set. Shorter than the server's send deadline (50 s
   * by default), it turns slow sends into {@link OutcomeUnknownException}s.
   */
  public B requestTimeout(Duration time) {
    this.requestTimeout = positive(time, "requestTimeout");
    return self();
  }

  /**
   * The longest time of a call with its log-on and all its repeats and pauses; three requests'
   * unless set. A call that is split has it for each part.
   */
  public B totalTimeout(Duration time) {
    this.totalTimeout = Optional.of(positive(time, "totalTimeout"));
    return self();
  }

  /**
   * How many requests are on their way at a time, each on a connection of its own; 64 unless set.
   * More calls wait for their turn, within their time.
   *
   * @param most 1 to 1000
   */
  public B concurrentCalls(int most) {
    this.concurrentCalls = range(most, MOST_CALLS, "concurrentCalls");
    return self();
  }

  /**
   * Connects through this HTTP proxy. Unless set, the JVM's choice counts: the System properties
   * {@code http.proxyHost}, {@code https.proxyHost} and their like.
   *
   * @param port 1 to 65535
   */
  public B proxy(String host, int port) {
    requireNonNull(host, "proxy host is null");
    int checked = range(port, 0xFFFF, "proxy port");
    return proxy(ProxySelector.of(InetSocketAddress.createUnresolved(host, checked)));
  }

  /**
   * Connects through the proxy that this chooses; {@link java.net.http.HttpClient.Builder#NO_PROXY}
   * for none, whatever the JVM is set to.
   */
  public B proxy(ProxySelector selector) {
    this.proxy = Optional.of(requireNonNull(selector, "proxy selector is null"));
    return self();
  }

  /**
   * Names itself to the proxy (HTTP Basic). In front of an {@code https} address the JDK allows
   * that only where the JVM was started with {@code -Djdk.http.auth.tunneling.disabledSchemes=}.
   */
  public B proxyUser(String name, String password) {
    String both =
        requireNonNull(name, "proxy user is null")
            + ':'
            + requireNonNull(password, "proxy password is null");
    String encoded = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    this.proxyHeaders = Map.of("Proxy-Authorization", "Basic " + encoded);
    return self();
  }

  /**
   * Trusts servers whose certificates these authorities signed, and no others; the JDK's own list
   * unless set.
   *
   * @param pem a file with one certificate or several in PEM, read now
   * @throws IllegalArgumentException where it has none or cannot be read
   */
  public B trustedCertificates(Path pem) {
    this.trusted = Optional.of(Tls.trusting(requireNonNull(pem, "file of certificates is null")));
    return self();
  }

  /**
   * Shows a certificate to servers that ask for one.
   *
   * @param keyStore a file in PKCS#12 (or JKS) with the certificate and its private key, read now
   * @param password of the file and of the key
   * @throws IllegalArgumentException where it cannot be read or opened, or has no key
   */
  public B clientCertificate(Path keyStore, String password) {
    requireNonNull(keyStore, "key store is null");
    this.shown = Optional.of(Tls.showing(keyStore, requireNonNull(password, "password is null")));
    return self();
  }

  /** TLS as the application has it already, in place of files. */
  public B sslContext(SSLContext context) {
    this.sslContext = Optional.of(requireNonNull(context, "sslContext is null"));
    return self();
  }

  /**
   * Where asynchronous calls do their work and complete; threads of the client's own unless set. It
   * is not shut down with the client.
   */
  public B executor(Executor other) {
    this.executor = Optional.of(requireNonNull(other, "executor is null"));
    return self();
  }

  B maxAnswerBytes(int bytes) {
    this.maxAnswerBytes = bytes;
    return self();
  }

  HttpSettings httpSettings(boolean secure) {
    Duration connect =
        connectTimeout.compareTo(requestTimeout) < 0 ? connectTimeout : requestTimeout;
    return new HttpSettings(connect, tls(secure), proxy, maxAnswerBytes);
  }

  private SSLContext tls(boolean secure) {
    boolean fromFiles = trusted.isPresent() || shown.isPresent();
    if (fromFiles && sslContext.isPresent()) {
      throw new IllegalStateException(
          "Both an sslContext and files with certificates are given; give one of them");
    }
    if (!secure && (fromFiles || sslContext.isPresent())) {
      throw new IllegalArgumentException(
          "Certificates are given for an address without TLS; use one that begins with https");
    }
    if (!secure) {
      return Tls.none();
    }
    return sslContext.orElseGet(() -> Tls.context(trusted, shown));
  }

  Map<String, String> proxyHeaders() {
    return proxyHeaders;
  }

  Duration requestTimeout() {
    return requestTimeout;
  }

  Duration totalTimeout() {
    return totalTimeout.orElse(requestTimeout.multipliedBy(3));
  }

  Gate gate() {
    return new Gate(concurrentCalls);
  }

  Executor executorOr(Executor own) {
    return executor.orElse(own);
  }

  static int range(int value, int most, String name) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException("%s must be 1 to %d, was %d".formatted(name, most, value));
    }
    return value;
  }

  private static Duration positive(Duration time, String name) {
    requireNonNull(time, () -> name + " is null");
    if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "%s must be more than 0 and at most a day, was %s".formatted(name, time));
    }
    return time;
  }
}
