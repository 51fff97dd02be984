package org.messagingagent.server.plugin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Looks at how a plugin is packaged. */
final class ArchiveChecks {

  private final List<ReadJar> jars;
  private final Findings findings;

  ArchiveChecks(List<ReadJar> jars, Findings findings) {
    this.jars = jars;
    this.findings = findings;
  }

  void run() {
    jars.forEach(this::entries);
    jars.forEach(this::classPath);
    bundled();
    twice();
  }

  private void entries(ReadJar jar) {
    List<String> outwards = named(jar, ArchiveChecks::leadsOut);
    if (!outwards.isEmpty()) {
      findings.error(
          "%s has entries that lead out of it: %s; do not unpack it, and get another build",
          jar.fileName(), Findings.few(outwards));
    }
    List<String> nested = named(jar, name -> lower(name).endsWith(".jar"));
    if (!nested.isEmpty()) {
      findings.warning(
          "%s has JARs within it, which are not looked into: %s; put them beside it into a subdirectory of the plugins directory",
          jar.fileName(), Findings.few(nested));
    }
    List<String> natives = named(jar, ArchiveChecks::isNative);
    if (!natives.isEmpty()) {
      findings.info("%s has native libraries: %s", jar.fileName(), Findings.few(natives));
    }
    if (jar.entries().stream().anyMatch(name -> name.endsWith("module-info.class"))) {
      findings.info(
          "%s is a module; plugins are loaded from the class path, where that means nothing",
          jar.fileName());
    }
  }

  private static List<String> named(ReadJar jar, Predicate<String> which) {
    return jar.entries().stream().filter(which).toList();
  }

  private static boolean leadsOut(String name) {
    String path = name.replace('\\', '/');
    return path.startsWith("/")
        || path.matches("[A-Za-z]:.*")
        || Arrays.asList(path.split("/")).contains("..");
  }

  private static boolean isNative(String name) {
    String lower = lower(name);
    return lower.endsWith(".so")
        || lower.endsWith(".dll")
        || lower.endsWith(".dylib")
        || lower.endsWith(".jnilib");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void classPath(ReadJar jar) {
    jar.classPath()
        .ifPresent(
            named ->
                findings.warning(
                    "%s names %s as Class-Path, which is not followed; put what it needs beside it into a subdirectory of the plugins directory",
                    jar.fileName(), Texts.line(named, 200)));
  }

  private void bundled() {
    TreeSet<String> all = new TreeSet<>();
    jars.forEach(jar -> all.addAll(jar.classes().keySet()));
    if (all.stream().anyMatch(name -> name.startsWith(ClassSummaryReader.SPI))) {
      findings.warning(
          "it brings classes of the plugin interface; the server's are used: give messaging-api the scope 'provided'");
    }
    if (all.stream()
        .anyMatch(name -> name.startsWith("org/slf4j/") && KnownClasses.isShared(name))) {
      findings.warning(
          "it brings SLF4J; the server's is used: give slf4j-api the scope 'provided', and leave log backends out");
    }
    if (all.stream().anyMatch(name -> name.startsWith("org/messagingagent/server/"))) {
      findings.warning("it brings classes of the server, which are never loaded; leave them out");
    }
  }

  private void twice() {
    Map<String, String> first = new TreeMap<>();
    Map<String, TreeSet<String>> twice = new TreeMap<>();
    for (ReadJar jar : jars) {
      for (String name : jar.classes().keySet()) {
        String before = first.putIfAbsent(name, jar.fileName());
        if (before != null && !name.endsWith("package-info")) {
          twice
              .computeIfAbsent(before + " and " + jar.fileName(), key -> new TreeSet<>())
              .add(ClassSummary.dotted(name));
        }
      }
    }
    twice.forEach(
        (where, names) ->
            findings.warning(
                "the same classes are in %s: %s; those of the first are used: remove one of them",
                where, Findings.few(names)));
  }
}
