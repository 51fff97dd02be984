package org.messagingagent.server.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/**
 * Reads what is in JARs without the JDK's cache of open ones: it would keep a plugin's JAR open
 * after the plugin has stopped, and answer from the old one after it was replaced.
 */
final class UncachedJars extends URLStreamHandler {

  static final URLStreamHandler HANDLER = new UncachedJars();

  private UncachedJars() {}

  @Override
  protected URLConnection openConnection(URL url) throws IOException {
    URLConnection connection = new URL(url.toExternalForm()).openConnection();
    connection.setUseCaches(false);
    return connection;
  }
}
