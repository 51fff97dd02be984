package org.messagingagent.plugin.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Makes HTTP clients that do what they are told and no more: they connect to allowed addresses
 * alone, follow no redirect, answer no challenge, keep no cookies and unpack nothing.
 */
final class HttpClients {

  private static final int MOST_THREADS = 16;
  private static final int THREADS_END_AFTER_MILLIS = 30_000;

  /** As many as a server calls the plugin at once, at the most. */
  private static final int MOST_CONNECTIONS = 1_000;

  /** Below the five seconds after which many servers close a connection that is not used. */
  private static final int IDLE_MILLIS = 4_000;

  private static final int LONGEST_HEAD = 1 << 14;

  private HttpClients() {}

  /**
   * Starts one.
   *
   * @param plugin the name under which the plugin runs
   * @param resolver looks names up
   * @param agent how it introduces itself
   */
  static HttpClient start(
      String plugin, WebhookSettings settings, Names names, ExecutorService resolver, String agent)
      throws Exception {
    HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector(settings)));
    http.setName(plugin);
    http.setExecutor(threads(plugin));
    http.setScheduler(new ScheduledExecutorScheduler(plugin + "-time", true));
    http.setSocketAddressResolver(resolver(plugin, settings, names, resolver));
    settings.proxy().ifPresent(proxy -> http.getProxyConfiguration().addProxy(proxy(proxy)));
    http.setFollowRedirects(false);
    http.setHttpCookieStore(new HttpCookieStore.Empty());
    http.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, agent));
    http.setMaxConnectionsPerDestination(MOST_CONNECTIONS);
    http.setMaxResponseHeadersSize(LONGEST_HEAD);
    http.setRequestBufferSize(LONGEST_HEAD);
    http.setMaxRequestHeadersSize(8 * LONGEST_HEAD); // what the operator's headers may add up to
    http.start();
    // The client adds these when it starts.
    http.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
    http.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
    http.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
    http.getContentDecoderFactories().clear();
    return http;
  }

  /** The thread that looks names up: one, since all that is looked up is one name. */
  static ExecutorService resolver(String plugin) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.MILLISECONDS,
        new ArrayBlockingQueue<>(MOST_CONNECTIONS),
        work -> {
          Thread thread = new Thread(work, plugin + "-names");
          thread.setDaemon(true);
          return thread;
        });
  }

  static int openConnections(HttpClient http) {
    return http.getDestinations().stream()
        .mapToInt(
            destination ->
                destination.getConnectionPool() instanceof AbstractConnectionPool pool
                    ? pool.getConnectionCount()
                    : 0)
        .sum();
  }

  private static ClientConnector connector(WebhookSettings settings) {
    // Whose name the certificate has to be of is checked by default, as HTTPS says.
    SslContextFactory.Client tls = new SslContextFactory.Client();
    settings.trusted().map(TrustedCertificates::read).ifPresent(tls::setTrustStore);
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(tls);
    connector.setConnectTimeout(settings.connectTimeout());
    connector.setIdleTimeout(Duration.ofMillis(IDLE_MILLIS));
    return connector;
  }

  private static QueuedThreadPool threads(String plugin) {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1, THREADS_END_AFTER_MILLIS);
    threads.setName(plugin);
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    return threads;
  }

  /** Behind a proxy there is the proxy's name alone to look up, which the operator has chosen. */
  private static SocketAddressResolver resolver(
      String plugin, WebhookSettings settings, Names names, ExecutorService executor) {
    AllowList allowed =
        settings.proxy().map(HttpAddress::host).map(AllowList::parse).orElse(settings.allow());
    return new AllowedAddresses(plugin, names, allowed, executor);
  }

  private static HttpProxy proxy(URI proxy) {
    return new HttpProxy(HttpAddress.host(proxy), proxy.getPort());
  }
}
