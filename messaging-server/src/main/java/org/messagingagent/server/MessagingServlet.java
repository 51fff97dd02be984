package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.http.ServletDoor;

/**
 * The SOAP services, the addresses of gateways and the health checks of a {@link MessagingServer},
 * for a servlet container of the application's own. To be mapped to a path and all below it, such
 * as {@code /messaging/*}: the services are then at {@code /messaging/Remote/Services87/…} below
 * the context's path, and their WSDL says so.
 *
 * <pre>{@code
 * MessagingServer server = MessagingServer.builder().noHttp()....start();
 * context.addServlet("messaging", new MessagingServlet(server)).addMapping("/messaging/*");
 * }</pre>
 *
 * <p>The container does the framing, the idle times, compression and TLS. Verbs, addresses, and the
 * limits for bodies and for what runs at a time are those of {@link
 * MessagingServerBuilder#http(org.messagingagent.server.http.HttpConfig)}; its host, port, idle
 * time and limits for connections and headers do not count here. Requests are worked on in threads
 * of the server's own, so that nothing of it stays in those of the container. A container that
 * supports asynchronous answers for this servlet (and all filters before it) gives no thread up to
 * waiting; else the container's thread waits.
 *
 * <p>The servlet does not start the server and does not close it. While it does not run, requests
 * are answered with 503. Any number of servlets may stand for one server.
 *
 * <p>This is a class of its own so that {@code MessagingServer} can be used, and be looked into by
 * frameworks, where there is no servlet API.
 */
public final class MessagingServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient MessagingServer server;

  /**
   * @param server may be started later
   */
  public MessagingServlet(MessagingServer server) {
    this.server = requireNonNull(server, "server is null");
  }

  /**
   * Checks how the container has mapped it.
   *
   * @throws ServletException where no address of a service can be reached so, as with {@code
   *     /messaging/} instead of {@code /messaging/*}
   */
  @Override
  public void init() throws ServletException {
    Collection<String> mappings =
        Optional.ofNullable(getServletContext())
            .map(context -> context.getServletRegistration(getServletName()))
            .map(ServletRegistration::getMappings)
            .orElse(List.of());
    try {
      ServletDoor.checkMappings(mappings);
    } catch (IllegalArgumentException e) {
      throw new ServletException(e.getMessage());
    }
    server.servletDoor(); // so that the first request need not wait for what it brings along
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    Optional<ServletDoor> door = server.servletDoor();
    if (door.isPresent()) {
      door.get().handle(request, response);
    } else {
      ServletDoor.refuse(request, response);
    }
  }
}
