package org.messagingagent.server.plugin;

import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import org.messagingagent.spi.MessagingPlugin;

/**
 * What guarding costs while classes are loaded: run by hand with the path of a JAR and {@code
 * guarded} or {@code plain}. Figures of it are in {@code
 * docs/adr/0006-plugins-are-guarded-by-rewriting.md}.
 */
final class GuardTiming {

  private static final int ROUNDS = 15;

  /** Processor time of the thread that loads: the machine may have other things to do. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private GuardTiming() {}

  public static void main(String[] arguments) throws Exception {
    Path jar = Path.of(arguments[0]);
    boolean guarded = arguments[1].equals("guarded");
    List<String> names = classes(jar);
    long[] times = new long[ROUNDS];
    int loaded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      loaded = 0;
      long start = THREADS.getCurrentThreadCpuTime();
      ClassLoader loader = guarded ? guarded(jar) : plain(jar);
      for (String name : names) {
        loaded += loads(loader, name) ? 1 : 0;
      }
      times[round] = THREADS.getCurrentThreadCpuTime() - start;
      ((Closeable) loader).close();
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %d kB, Java %s, %s: %d classes loaded, %d to rewrite; first %.0f ms, median of %d %.0f ms%n",
        jar.getFileName(),
        Files.size(jar) / 1000,
        Runtime.version().feature(),
        guarded ? "guarded" : "plain",
        loaded,
        toRewrite(jar, names),
        times[0] / 1e6,
        ROUNDS,
        median(times) / 1e6);
  }

  private static int toRewrite(Path jar, List<String> names) throws Exception {
    int rewritten = 0;
    try (JarFile file = new JarFile(jar.toFile())) {
      for (String name : names) {
        byte[] bytes =
            file.getInputStream(file.getEntry(name.replace('.', '/') + ".class")).readAllBytes();
        rewritten += GuardedCode.of(bytes) == bytes ? 0 : 1;
      }
    }
    return rewritten;
  }

  private static ClassLoader plain(Path jar) throws Exception {
    return new URLClassLoader(
        new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  private static List<String> classes(Path jar) throws Exception {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .filter(name -> !name.endsWith("module-info.class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .toList();
    }
  }

  private static ClassLoader guarded(Path jar) throws Exception {
    return new PluginClassLoader("timing", List.of(jar), MessagingPlugin.class.getClassLoader());
  }

  private static boolean loads(ClassLoader loader, String name) {
    try {
      return Class.forName(name, false, loader).getClassLoader() == loader;
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // it needs a library that is not there
    }
  }

  private static long median(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
