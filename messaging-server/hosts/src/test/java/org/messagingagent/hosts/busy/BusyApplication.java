package org.messagingagent.hosts.busy;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServlet;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.outbox.OutboxConfig;

/**
 * A web application whose plugin never comes to an end by itself, and which does not wait long for
 * it. Its class loader is in the JVM's properties, for who looks whether it is collected.
 */
public final class BusyApplication implements ServletContextListener {

  public static final String LOADER = "hosts.busy.loader";

  private static final Duration SHORTLY = Duration.ofMillis(300);

  private Optional<MessagingServer> server = Optional.empty();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    System.getProperties().put(LOADER, new WeakReference<>(getClass().getClassLoader()));
    ServletContext context = event.getServletContext();
    Path data = Path.of(context.getInitParameter("messaging.data-directory"));
    MessagingServer made =
        MessagingServer.builder()
            .noHttp()
            .http(http())
            .dispatch(dispatch())
            .outbox(outbox())
            .dataDirectory(data)
            .plugin(new BusyPlugin(data))
            .user("crm", "a long password")
            .build();
    server = Optional.of(made);
    ServletRegistration.Dynamic servlet =
        context.addServlet("messaging", new MessagingServlet(made));
    servlet.addMapping("/messaging/*");
    servlet.setAsyncSupported(true);
    made.start();
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    server.ifPresent(MessagingServer::close);
  }

  private static HttpConfig http() {
    HttpConfig defaults = HttpConfig.DEFAULTS;
    return new HttpConfig(
        defaults.host(),
        defaults.port(),
        defaults.publicUrl(),
        defaults.maxBodyBytes(),
        defaults.maxBodyBytesInFlight(),
        defaults.maxThreads(),
        defaults.maxQueuedRequests(),
        defaults.maxConnections(),
        defaults.maxHeaderBytes(),
        defaults.idleTimeout(),
        defaults.readTimeout(),
        SHORTLY);
  }

  private static DispatchConfig dispatch() {
    DispatchConfig defaults = DispatchConfig.DEFAULTS;
    return new DispatchConfig(
        defaults.windowPerPlugin(),
        defaults.windowBytes(),
        defaults.maxAttempts(),
        defaults.firstRetry(),
        defaults.longestRetry(),
        defaults.pollInterval(),
        SHORTLY);
  }

  private static OutboxConfig outbox() {
    OutboxConfig defaults = OutboxConfig.DEFAULTS;
    return new OutboxConfig(
        defaults.deadline(),
        defaults.maxAttempts(),
        defaults.firstRetry(),
        SHORTLY,
        defaults.reconcile());
  }
}
