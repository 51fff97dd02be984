package org.messagingagent.server.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.nio.file.Path;
import java.security.SecureClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes.Name;
import org.messagingagent.spi.MessagingPlugin;

/**
 * Gives a plugin the JDK, its own JARs and the packages that it shares with the server; nothing
 * else, so that its libraries meet neither the server's nor another plugin's. Resources, service
 * files among them, are the JDK's and its own. Its classes are guarded while they are loaded, see
 * {@link GuardedCode}. Safe for use by many threads.
 */
final class PluginClassLoader extends SecureClassLoader implements Closeable {

  /** The longest class file that is loaded, unpacked. */
  static final int MAX_CLASS_FILE = 16 << 20;

  private static final String SPI = MessagingPlugin.class.getPackageName() + ".";
  private static final String SERVER = "org.messagingagent.server.";
  private static final Set<String> LOGGING =
      Set.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader host;
  private final PluginJars jars;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * Opens the JARs.
   *
   * @param name for an operator: the name of the plugin's file or directory
   * @param jars JARs that {@link JarCheck} has found well
   * @param host has the shared packages
   */
  PluginClassLoader(String name, List<Path> jars, ClassLoader host) throws IOException {
    super(name, ClassLoader.getPlatformClassLoader());
    this.jars = new PluginJars(jars);
    this.host = host;
  }

  /** Whether a class of this name comes from the server, also where a JAR brings a copy. */
  static boolean isShared(String className) {
    return className.startsWith(SPI)
        || className.startsWith("org.slf4j.")
            && LOGGING.contains(className.substring(0, className.lastIndexOf('.')));
  }

  /** What the JARs' manifests name as Class-Path and is not there. */
  List<String> namedBeside() {
    return jars.namedBeside();
  }

  /** True when it is asked for the first time with this text: for what is logged once. */
  boolean isNew(String what) {
    return told.add(what);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.equals(PluginGuard.class.getName())) {
      return PluginGuard.class;
    }
    if (name.startsWith(SERVER)) {
      throw new ClassNotFoundException(name);
    }
    if (isShared(name)) {
      return host.loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        Optional<Class<?>> ofJdk = findInJdk(name);
        loaded = ofJdk.isPresent() ? ofJdk.get() : findClass(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private Optional<Class<?>> findInJdk(String name) {
    try {
      Class<?> found = getParent().loadClass(name);
      return isOfJdk(found) ? Optional.of(found) : Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The platform's loader also finds the modules of an application that is made of modules. */
  private static boolean isOfJdk(Class<?> found) {
    ClassLoader loader = found.getClassLoader();
    return loader == null
        || loader == ClassLoader.getPlatformClassLoader()
        || JdkModules.NAMES.contains(String.valueOf(found.getModule().getName()));
  }

  /** Found out when it is first needed, which is seldom. */
  private static final class JdkModules {
    static final Set<String> NAMES = names();

    private static Set<String> names() {
      Set<String> names = ConcurrentHashMap.newKeySet();
      ModuleFinder.ofSystem().findAll().forEach(module -> names.add(module.descriptor().name()));
      return names;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    PluginEntry entry =
        jars.find(name.replace('.', '/') + ".class")
            .orElseThrow(() -> new ClassNotFoundException(name));
    byte[] bytes;
    try {
      bytes = entry.classFile(MAX_CLASS_FILE);
    } catch (IOException | IllegalStateException e) {
      throw new ClassNotFoundException(name, e);
    }
    byte[] guarded = GuardedCode.of(bytes);
    definePackage(name, entry.jar());
    return defineClass(name, guarded, 0, guarded.length, entry.source());
  }

  /** With the version that the manifest tells: vendors' {@code version()} often asks for it. */
  private void definePackage(String className, OpenJar jar) {
    int end = className.lastIndexOf('.');
    String name = end < 0 ? "" : className.substring(0, end);
    if (name.isEmpty() || getDefinedPackage(name) != null) {
      return;
    }
    String path = name.replace('.', '/') + "/";
    try {
      definePackage(
          name,
          jar.attribute(path, Name.SPECIFICATION_TITLE),
          jar.attribute(path, Name.SPECIFICATION_VERSION),
          jar.attribute(path, Name.SPECIFICATION_VENDOR),
          jar.attribute(path, Name.IMPLEMENTATION_TITLE),
          jar.attribute(path, Name.IMPLEMENTATION_VERSION),
          jar.attribute(path, Name.IMPLEMENTATION_VENDOR),
          null);
    } catch (IllegalArgumentException e) {
      // Another thread was first; both would have said the same.
    }
  }

  @Override
  protected URL findResource(String name) {
    return jars.find(name).map(PluginEntry::address).orElse(null);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.enumeration(jars.findAll(name).map(PluginEntry::address).toList());
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    InputStream ofJdk = getParent().getResourceAsStream(name);
    if (ofJdk != null) {
      return ofJdk;
    }
    try {
      Optional<PluginEntry> entry = jars.find(name);
      return entry.isPresent() ? entry.get().open() : null;
    } catch (IOException | IllegalStateException e) {
      return null; // as the JDK's do where something cannot be read
    }
  }

  /** Lets go of the JARs; what was not loaded yet is not found any more. */
  @Override
  public void close() throws IOException {
    ResourceBundle.clearCache(this);
    jars.close();
  }
}
