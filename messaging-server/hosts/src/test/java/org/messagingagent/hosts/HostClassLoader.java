package org.messagingagent.hosts;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of a host: the JDK's, those of its libraries, and one package of these tests, which
 * it has of its own. Nothing else of these tests is seen, but the interface by which it is called.
 */
final class HostClassLoader extends URLClassLoader {

  private final String ownPackage;
  private final Class<?> shared;

  /**
   * @param own a class of the package that is the host's own
   * @param shared may be of that package
   */
  HostClassLoader(List<Path> libraries, Class<?> own, Class<?> shared)
      throws MalformedURLException {
    super(urls(libraries), ClassLoader.getPlatformClassLoader());
    this.ownPackage = own.getPackageName() + ".";
    this.shared = shared;
  }

  private static URL[] urls(List<Path> libraries) throws MalformedURLException {
    URL[] urls = new URL[libraries.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = libraries.get(i).toUri().toURL();
    }
    return urls;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.equals(shared.getName())) {
      return shared;
    }
    return name.startsWith(ownPackage) ? ofTests(name) : super.findClass(name);
  }

  private Class<?> ofTests(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = HostClassLoader.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = in.readAllBytes();
      return defineClass(name, code, 0, code.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
