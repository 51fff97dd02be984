package org.messagingagent.server.plugin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.messagingagent.server.plugin.ClassSummary.Use;
import org.messagingagent.server.plugin.KnownClasses.Lineage;
import org.messagingagent.spi.SpiVersion;

/** Looks at what a plugin's classes use. */
final class ReferenceChecks {

  /** Libraries that were moved into a vendor's own packages. */
  private static final Pattern RELOCATED =
      Pattern.compile("/(shaded?|relocated|repackaged|thirdparty|vendored|libs?)/");

  private final Collection<ClassSummary> classes;
  private final KnownClasses known;
  private final Set<String> ownPackages;
  private final Findings findings;

  /** Classes that are not there, with one that uses each. */
  private final Map<String, String> missing = new TreeMap<>();

  private final Map<String, String> missingForLibraries = new TreeMap<>();

  /**
   * @param plugins the names of the plugins' classes: what lies in their packages is the vendor's
   *     own, the rest are libraries
   */
  ReferenceChecks(
      Collection<ClassSummary> classes,
      KnownClasses known,
      List<String> plugins,
      Findings findings) {
    this.classes = classes;
    this.known = known;
    this.ownPackages = plugins.stream().map(ReferenceChecks::packageOf).collect(Collectors.toSet());
    this.findings = findings;
  }

  void run() {
    for (ClassSummary type : classes) {
      if (!isReplaced(type.name())) {
        type.classes().forEach(name -> use(type, name));
        type.used().forEach(use -> use(type, use));
        unimplemented(type);
      }
    }
    missingClasses();
    new JakartaChecks(classes, findings).run(missing.keySet());
    guarded();
  }

  /** Whether it is never loaded from the plugin's own JARs. */
  private static boolean isReplaced(String name) {
    return KnownClasses.isShared(name) || name.startsWith("org/messagingagent/server/");
  }

  private void use(ClassSummary type, String name) {
    if (known.has(name)) {
      return;
    }
    if (KnownClasses.isShared(name)) {
      findings.error(
          "%s uses %s, which this server does not have; %s",
          ClassSummary.dotted(type.name()), ClassSummary.dotted(name), otherBuild());
    } else if (isOwn(type.name())) {
      missing.putIfAbsent(ClassSummary.dotted(name), type.name());
    } else {
      missingForLibraries.putIfAbsent(ClassSummary.dotted(name), type.name());
    }
  }

  private void use(ClassSummary type, Use use) {
    if (known.has(use.owner()) && !known.lineage(use.owner()).has(use.member())) {
      findings.error(
          "%s uses %s.%s%s, which this server does not have; %s",
          ClassSummary.dotted(type.name()),
          ClassSummary.dotted(use.owner()),
          use.member().name(),
          Signatures.readable(use.member().descriptor()),
          otherBuild());
    }
  }

  private static String otherBuild() {
    return "get a build for plugin interface %s, or another server".formatted(SpiVersion.CURRENT);
  }

  private void unimplemented(ClassSummary type) {
    if (type.isAbstract()) {
      return;
    }
    Lineage lineage = known.lineage(type.name());
    List<String> lacking = lineage.missing();
    if (!lacking.isEmpty()) {
      findings.error(
          "%s does not have %s, which the plugin interface asks for; %s",
          ClassSummary.dotted(type.name()), Findings.few(lacking), otherBuild());
    }
  }

  private boolean isOwn(String className) {
    String name = packageOf(ClassSummary.dotted(className)) + ".";
    return !RELOCATED.matcher(className).find()
        && ownPackages.stream().anyMatch(own -> name.startsWith(own + "."));
  }

  /** At most two parts of it, such as com.example: what a vendor has in common. */
  private static String packageOf(String className) {
    String[] parts = className.split("\\.");
    int length = Math.min(2, parts.length - 1);
    return String.join(".", List.of(parts).subList(0, length));
  }

  private void missingClasses() {
    List<String> libraries =
        missing.keySet().stream().filter(name -> !name.startsWith("javax.")).toList();
    if (!libraries.isEmpty()) {
      findings.error(
          "it needs %s (used by %s), which is neither in its JARs nor in the JDK; put it with the libraries it needs into a subdirectory of the plugins directory, or build them in",
          Findings.few(libraries), ClassSummary.dotted(missing.get(libraries.get(0))));
    }
    if (!missingForLibraries.isEmpty()) {
      String first = missingForLibraries.keySet().iterator().next();
      findings.warning(
          "its libraries name classes that are not there: %s (used by %s); they may be optional: where they are not, add them",
          Findings.few(missingForLibraries.keySet()),
          ClassSummary.dotted(missingForLibraries.get(first)));
    }
  }

  private void guarded() {
    Map<String, TreeSet<String>> users = new TreeMap<>();
    for (ClassSummary type : classes) {
      for (String call : type.guarded()) {
        users.computeIfAbsent(call, key -> new TreeSet<>()).add(ClassSummary.dotted(type.name()));
      }
    }
    users.remove("PrintStream.close"); // mostly of streams of its own
    users.forEach(
        (call, by) ->
            findings.warning(
                "%s is called by %s; it acts on the whole server, and is refused or ignored there",
                call, Findings.few(by)));
  }
}
