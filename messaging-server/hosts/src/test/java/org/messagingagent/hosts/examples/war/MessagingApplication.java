package org.messagingagent.hosts.examples.war;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServlet;

public final class MessagingApplication implements ServletContextListener {

  private Optional<MessagingServer> server = Optional.empty();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    Path data = Path.of(context.getInitParameter("messaging.data-directory"));
    MessagingServer made =
        MessagingServer.builder()
            .noHttp()
            .dataDirectory(data)
            .plugin(new OrdersPlugin())
            .pluginSettings("orders", Map.of("file", data.resolve("orders.txt").toString()))
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
}
