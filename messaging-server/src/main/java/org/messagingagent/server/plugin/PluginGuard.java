package org.messagingagent.server.plugin;

import java.io.InputStream;
import java.io.PrintStream;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What plugins call in place of methods of the JDK that act on the whole process: their code is
 * rewritten so while it is loaded, see {@link GuardedCode}. The only class of the server that
 * plugins can see. Nobody writes calls to it.
 *
 * <p>A refusal costs a plugin one line a kind, not one a call.
 */
public final class PluginGuard {

  private static final Logger log = LoggerFactory.getLogger(PluginGuard.class);

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final Set<Class<?>> NO_CALLERS =
      Set.of(PluginGuard.class, PluginClassLoader.class);

  private PluginGuard() {}

  /** Refuses {@link System#exit}. */
  public static void exit(int status) {
    throw refused("System.exit(%d)".formatted(status));
  }

  /** Refuses {@link Runtime#exit}. */
  public static void exit(Runtime runtime, int status) {
    throw refused("Runtime.exit(%d)".formatted(status));
  }

  /** Refuses {@link Runtime#halt}. */
  public static void halt(Runtime runtime, int status) {
    throw refused("Runtime.halt(%d)".formatted(status));
  }

  /** Does nothing. */
  public static void setOut(PrintStream stream) {
    ignored("System.setOut");
  }

  /** Does nothing. */
  public static void setErr(PrintStream stream) {
    ignored("System.setErr");
  }

  /** Does nothing. */
  public static void setIn(InputStream stream) {
    ignored("System.setIn");
  }

  /** Does nothing. */
  public static void setProperties(Properties properties) {
    ignored("System.setProperties");
  }

  /** Does nothing. */
  public static void setSecurityManager(Object manager) {
    ignored("System.setSecurityManager");
  }

  /** Does nothing. */
  public static void setDefaultUncaughtExceptionHandler(Thread.UncaughtExceptionHandler handler) {
    ignored("Thread.setDefaultUncaughtExceptionHandler");
  }

  /** Closes a stream that is not the process's own. */
  public static void close(PrintStream stream) {
    if (stream == System.out) {
      ignored("System.out.close");
    } else if (stream == System.err) {
      ignored("System.err.close");
    } else {
      stream.close();
    }
  }

  private static PluginExitError refused(String call) {
    List<Class<?>> callers = callers();
    if (isNew(callers, call)) {
      // Whoever called the plugin reports what comes out of it, unless the plugin catches it.
      boolean reported = callers.stream().anyMatch(PluginGuard::isOurs);
      log.atLevel(reported ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
          .log(
              "Plugin {} called {}, which was refused: it would end the server",
              name(callers),
              call);
    }
    return new PluginExitError(call);
  }

  private static void ignored(String call) {
    List<Class<?>> callers = callers();
    if (isNew(callers, call)) {
      log.warn(
          "Plugin {} called {}, which was ignored: it would act on the whole server; get a build"
              + " that does not",
          name(callers),
          call);
    }
  }

  private static boolean isNew(List<Class<?>> callers, String call) {
    return loader(callers).map(loader -> loader.isNew(call)).orElse(true);
  }

  private static String name(List<Class<?>> callers) {
    return loader(callers).map(ClassLoader::getName).orElse("(unknown)");
  }

  private static Optional<PluginClassLoader> loader(List<Class<?>> callers) {
    return callers.stream()
        .map(Class::getClassLoader)
        .filter(PluginClassLoader.class::isInstance)
        .map(PluginClassLoader.class::cast)
        .findFirst();
  }

  private static boolean isOurs(Class<?> caller) {
    return caller.getPackage() == PluginGuard.class.getPackage() && !NO_CALLERS.contains(caller);
  }

  private static List<Class<?>> callers() {
    return STACK.<List<Class<?>>>walk(PluginGuard::classes);
  }

  private static List<Class<?>> classes(Stream<StackFrame> frames) {
    return frames.<Class<?>>map(StackFrame::getDeclaringClass).toList();
  }
}
