package org.messagingagent.server.plugin;

import java.net.URL;
import java.net.URLClassLoader;
import org.messagingagent.spi.MessagingPlugin;

/**
 * Gives a plugin the JDK, its own JARs and the packages that it shares with the server; nothing
 * else, so that its libraries meet neither the server's nor another plugin's.
 */
final class PluginClassLoader extends URLClassLoader {

  private static final String SPI = MessagingPlugin.class.getPackageName() + ".";
  private static final String LOGGING = "org.slf4j.";

  private final ClassLoader host;

  static {
    registerAsParallelCapable();
  }

  PluginClassLoader(String name, URL[] jars, ClassLoader host) {
    super(name, jars, ClassLoader.getPlatformClassLoader());
    this.host = host;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(SPI)) {
      return host.loadClass(name);
    }
    if (name.startsWith(LOGGING)) {
      try {
        return host.loadClass(name);
      } catch (ClassNotFoundException e) {
        // Bridges such as org.slf4j.bridge are no part of the server's SLF4J; a plugin brings them.
        return super.loadClass(name, resolve);
      }
    }
    return super.loadClass(name, resolve);
  }
}
