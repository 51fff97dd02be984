package org.messagingagent.hosts.containers;

import java.net.URI;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;

/** Tomcat. */
public final class Tomcat implements Container {

  /** Kept, for the level goes with the logger. */
  private static final Logger LOG = Logger.getLogger("org.apache");

  private final org.apache.catalina.startup.Tomcat tomcat =
      new org.apache.catalina.startup.Tomcat();
  private Context context;

  public Tomcat(Path directory) throws LifecycleException {
    TomcatURLStreamHandlerFactory.disable(); // there is one for the whole process
    LOG.setLevel(Level.SEVERE);
    tomcat.setAddDefaultWebXmlToWebapp(false); // which has JSP
    tomcat.setBaseDir(directory.toString());
    tomcat.getEngine().setParentClassLoader(Tomcat.class.getClassLoader());
    tomcat.getHost().setAutoDeploy(false);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    tomcat.start();
  }

  @Override
  public ClassLoader deploy(Path war) {
    context = tomcat.addWebapp(tomcat.getHost(), "/app", war.toString(), new Quick());
    if (!context.getState().isAvailable()) {
      String state = context.getStateName();
      undeploy();
      throw new IllegalStateException("The application is " + state);
    }
    return context.getLoader().getClassLoader();
  }

  @Override
  public void undeploy() {
    tomcat.getHost().removeChild(context); // which stops and destroys it
    context = null;
  }

  @Override
  public URI address() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Does not look into the libraries: all that the application has is in its web.xml. */
  private static final class Quick extends ContextConfig {

    @Override
    protected synchronized void beforeStart() {
      context.getJarScanner().setJarScanFilter((type, jar) -> false);
      super.beforeStart();
    }
  }
}
