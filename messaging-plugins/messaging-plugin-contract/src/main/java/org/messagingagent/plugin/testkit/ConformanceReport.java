package org.messagingagent.plugin.testkit;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.RequiresSpi;

/** What a plugin was tested for, and what came of it. Safe for use by many threads. */
final class ConformanceReport {

  private static final int LONGEST_REASON = 500;

  /** What came of a promise's test. */
  enum Result {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * A promise that was tested.
   *
   * @param contract which part of the contract states it, in words
   * @param promise in words, after the name of its test
   * @param reason why it failed or was skipped; else empty
   */
  record Line(String contract, String promise, Result result, String reason, Duration took) {}

  /** Whose report it is. */
  record Plugin(String name, String version, String type, String spi) {}

  private final Plugin plugin;
  private final SortedMap<String, Line> lines = new TreeMap<>();

  private ConformanceReport(Plugin plugin) {
    this.plugin = plugin;
  }

  static ConformanceReport of(MessagingPlugin plugin) {
    return new ConformanceReport(
        new Plugin(
            String.valueOf(plugin.name()),
            String.valueOf(plugin.version()),
            plugin.getClass().getName(),
            Optional.ofNullable(plugin.getClass().getAnnotation(RequiresSpi.class))
                .map(RequiresSpi::value)
                .orElse("not said")));
  }

  /** Lists all that the contracts of a test class state, as skipped until a test says otherwise. */
  synchronized void expect(Class<?> testClass) {
    for (Method method : testClass.getMethods()) {
      if (states(method)) {
        lines.putIfAbsent(key(method), line(method, Result.SKIPPED, "not run", Duration.ZERO));
      } else if (method.isAnnotationPresent(Test.class)) {
        replaced(method)
            .ifPresent(
                stated ->
                    lines.putIfAbsent(
                        key(stated),
                        line(
                            stated,
                            Result.SKIPPED,
                            "replaced by a test of the plugin's own",
                            Duration.ZERO)));
      }
    }
  }

  /** Notes what came of a test, if it is one that a contract states. */
  synchronized void note(Method method, Result result, String reason, Duration took) {
    if (states(method)) {
      lines.put(key(method), line(method, result, reason, took));
    }
  }

  /** Writes both forms, each in place of the one before. */
  synchronized void write(Path directory, Instant now) throws IOException {
    Files.createDirectories(directory);
    String name = plugin.name().replaceAll("[^A-Za-z0-9._-]", "_");
    List<Line> all = List.copyOf(lines.values());
    Files.writeString(directory.resolve(name + ".txt"), ConformanceText.of(plugin, all, now));
    Files.writeString(directory.resolve(name + ".json"), ConformanceJson.of(plugin, all, now));
  }

  private static boolean states(Method method) {
    Class<?> type = method.getDeclaringClass();
    return type.isInterface()
        && PluginUnderTest.class.isAssignableFrom(type)
        && method.isAnnotationPresent(Test.class);
  }

  /** The test of a contract that a method of a test class overrides. */
  private static Optional<Method> replaced(Method method) {
    List<Class<?>> interfaces =
        new ArrayList<>(List.of(method.getDeclaringClass().getInterfaces()));
    for (int i = 0; i < interfaces.size(); i++) {
      for (Method stated : interfaces.get(i).getDeclaredMethods()) {
        if (stated.getName().equals(method.getName()) && states(stated)) {
          return Optional.of(stated);
        }
      }
      interfaces.addAll(List.of(interfaces.get(i).getInterfaces()));
    }
    return Optional.empty();
  }

  private static String key(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  private static Line line(Method method, Result result, String reason, Duration took) {
    String line = reason.strip().replaceAll("\\s+", " ").replaceFirst("^Assumption failed: ", "");
    return new Line(
        words(
            method.getDeclaringClass().getSimpleName().replaceAll("Contract|MessagingPlugin", "")),
        words(method.getName()),
        result,
        line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…",
        took);
  }

  /** {@code closingTwiceDoesNoHarm} as "closing twice does no harm". */
  private static String words(String camelCase) {
    return camelCase.replaceAll("(?<=.)(?=\\p{Lu})", " ").toLowerCase(Locale.ROOT);
  }
}
