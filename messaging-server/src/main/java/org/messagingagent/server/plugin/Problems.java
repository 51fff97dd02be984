package org.messagingagent.server.plugin;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginSettingException;
import org.slf4j.Logger;

/** Tells an operator in one line what went wrong in a plugin, and what to do. */
final class Problems {

  private static final int MAX_BRIEF = 500;
  private static final int MAX_SETTING_PROBLEMS = 4_000;
  private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");
  private static final Pattern SIGNATURE = Pattern.compile("digest error|signer information");
  private static final String SPI = MessagingPlugin.class.getPackageName();

  private Problems() {}

  /** What was thrown, in one bounded line. */
  static String brief(Throwable e) {
    String message = message(e);
    if (e instanceof PluginExitError) {
      return message;
    }
    String name = e.getClass().getSimpleName();
    if (name.isEmpty()) {
      name = e.getClass().getName();
    }
    return Texts.line(message.isEmpty() ? name : name + ": " + message, MAX_BRIEF);
  }

  /** Why a plugin could not be loaded, and the way out. */
  static String explain(String plugin, Throwable e) {
    Throwable root = root(e);
    if (root instanceof UnusablePluginException || root instanceof PluginExitError) {
      return root.getMessage();
    }
    if (root instanceof PluginSettingException setting) {
      return Texts.line(
          "its settings are wrong: %s; set them right and restart it"
              .formatted(
                  setting.problems().stream()
                      .map(problem -> "messaging.plugin.%s.%s".formatted(plugin, problem))
                      .collect(joining("; "))),
          MAX_SETTING_PROBLEMS);
    }
    if (root instanceof UnsupportedClassVersionError) {
      return "it was compiled for a newer Java%s than the %d this server runs on; start the server"
              .formatted(javaOf(message(root)), Runtime.version().feature())
          + " with that Java, or get a build for this one";
    }
    if (isMissingClass(root)) {
      String missing = Texts.line(message(root).replace('/', '.'), MAX_BRIEF / 2);
      return missing.contains(SPI + ".") || PluginClassLoader.isShared(missing)
          ? "it needs %s, which this server does not have; get a build for this version"
              .formatted(missing)
          : ("it needs %s, which is not in its JARs; put the plugin and the libraries it needs into"
                  + " a subdirectory of the plugins directory")
              .formatted(missing);
    }
    if (root instanceof IncompatibleClassChangeError) {
      return brief(root)
          + "; it was compiled against another version of a library or of the plugin interface: get"
          + " a build for this server";
    }
    if (root instanceof ClassFormatError || root instanceof VerifyError) {
      return brief(root)
          + "; its JAR is damaged or was built wrongly: copy it again, or get another build";
    }
    if (root instanceof SecurityException && SIGNATURE.matcher(message(root)).find()) {
      return brief(root)
          + "; its JAR was changed after it was signed: get it again from the vendor";
    }
    if (root instanceof ServiceConfigurationError) {
      String text = message(root).replace(MessagingPlugin.class.getName() + ": ", "");
      return "its service file is wrong: %s; name a public class with a public constructor without arguments that implements %s"
          .formatted(Texts.line(text, MAX_BRIEF), MessagingPlugin.class.getSimpleName());
    }
    return brief(root) + "; see the plugin's documentation, and the log at level DEBUG";
  }

  private static boolean isMissingClass(Throwable root) {
    return root instanceof ClassNotFoundException
        || root instanceof NoClassDefFoundError
            && !message(root).startsWith("Could not initialize class");
  }

  /** Writes the stack trace for those who look for it. */
  static void trace(Logger log, String plugin, Throwable e) {
    boolean ownWords = e instanceof UnusablePluginException;
    if (log.isDebugEnabled() && !ownWords) {
      try {
        log.debug("Plugin {} threw", plugin, e);
      } catch (RuntimeException | Error broken) {
        log.debug("Plugin {} threw an exception that cannot be printed", plugin);
      }
    }
  }

  /** What a wrapper of the JDK's stands for. */
  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (wraps(root) && root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean wraps(Throwable e) {
    // Where a constructor is missing, the error says more than its cause.
    return e instanceof ServiceConfigurationError
            && !(e.getCause() instanceof NoSuchMethodException)
        || e instanceof ExceptionInInitializerError
        || e instanceof InvocationTargetException;
  }

  /** The message, however the vendor's exception makes it. */
  private static String message(Throwable e) {
    try {
      String message = e.getMessage();
      return message == null ? "" : message;
    } catch (RuntimeException | Error broken) {
      return "";
    }
  }

  private static String javaOf(String message) {
    Matcher version = CLASS_FILE_VERSION.matcher(message);
    // The class file version of Java n is n + 44.
    return version.find() ? " (%d)".formatted(Integer.parseInt(version.group(1)) - 44) : "";
  }
}
