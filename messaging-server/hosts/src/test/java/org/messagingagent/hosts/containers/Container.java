package org.messagingagent.hosts.containers;

import java.net.URI;
import java.nio.file.Path;

/** A servlet container that takes one web application at a time. It knows the JDK's types alone. */
public interface Container extends AutoCloseable {

  /**
   * Deploys a web application at {@code /app}. One that does not start is undeployed again.
   *
   * @param war its directory
   * @return its class loader
   */
  ClassLoader deploy(Path war) throws Exception;

  /** Undeploys it. */
  void undeploy() throws Exception;

  /** Where the container listens. */
  URI address();
}
