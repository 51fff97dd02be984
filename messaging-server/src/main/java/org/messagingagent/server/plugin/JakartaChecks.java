package org.messagingagent.server.plugin;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for libraries of Java EE under their old names, {@code javax}. */
final class JakartaChecks {

  /** The library of a class: javax.mail, or javax.xml.bind. */
  private static final Pattern LIBRARY =
      Pattern.compile("(javax|jakarta)[./]((?:xml[./])?[a-z0-9_]+)[./].*");

  private final Collection<ClassSummary> classes;
  private final Findings findings;

  JakartaChecks(Collection<ClassSummary> classes, Findings findings) {
    this.classes = classes;
    this.findings = findings;
  }

  /**
   * Looks.
   *
   * @param missing the classes that the plugin uses and that are not there, with dots
   */
  void run(Set<String> missing) {
    TreeSet<String> absent = new TreeSet<>();
    for (String name : missing) {
      if (name.startsWith("javax.")) {
        absent.add(library("javax", name).map("javax."::concat).orElse(name));
      }
    }
    absent.forEach(
        library ->
            findings.error(
                "it needs %s, which is neither in its JARs nor in this JDK; put that library beside it, or build it with %s",
                library, library.replaceFirst("javax", "jakarta")));
    TreeSet<String> both = used("javax");
    both.retainAll(used("jakarta"));
    both.forEach(
        library ->
            findings.warning(
                "it uses javax.%s beside jakarta.%s: objects of one are none of the other; use jakarta.%s alone",
                library, library, library));
  }

  private TreeSet<String> used(String prefix) {
    TreeSet<String> libraries = new TreeSet<>();
    for (ClassSummary type : classes) {
      for (String name : type.classes()) {
        if (!JdkClasses.has(name)) {
          library(prefix, name).ifPresent(libraries::add);
        }
      }
    }
    return libraries;
  }

  private static Optional<String> library(String prefix, String className) {
    Matcher matcher = LIBRARY.matcher(className);
    return matcher.matches() && matcher.group(1).equals(prefix)
        ? Optional.of(matcher.group(2).replace('/', '.'))
        : Optional.empty();
  }
}
