package org.messagingagent.hosts.containers;

import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** Jetty with its environment for Jakarta EE 10. */
public final class Jetty implements Container {

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ContextHandlerCollection contexts = new ContextHandlerCollection();
  private final Path directory;
  private WebAppContext context;

  public Jetty(Path directory) throws Exception {
    this.directory = directory;
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(contexts);
    server.start();
  }

  @Override
  public ClassLoader deploy(Path war) throws Exception {
    context = new WebAppContext();
    context.setContextPath("/app");
    context.setWar(war.toString());
    context.setTempDirectory(directory.resolve("app").toFile());
    context.setThrowUnavailableOnStartupException(true);
    contexts.addHandler(context);
    try {
      context.start();
    } catch (Exception e) {
      undeploy();
      throw e;
    }
    return context.getClassLoader();
  }

  @Override
  public void undeploy() throws Exception {
    context.stop();
    contexts.removeHandler(context);
    context.destroy();
    context = null;
  }

  @Override
  public URI address() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  @Override
  public void close() throws Exception {
    server.stop();
    server.destroy();
  }
}
