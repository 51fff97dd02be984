package org.messagingagent.server.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.messagingagent.server.plugin.ClassSummary.Member;
import org.messagingagent.server.plugin.KnownClasses.Lineage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.SpiVersion;
import org.objectweb.asm.Type;

/** Looks at what the service files name, and at those classes. */
final class ServiceChecks {

  private static final String PLUGIN = Type.getInternalName(MessagingPlugin.class);
  private static final Member CONSTRUCTOR = new Member("<init>", "()V");

  private final List<ReadJar> jars;
  private final KnownClasses known;
  private final Map<String, String> taken;
  private final Findings findings;

  /**
   * @param taken names of other plugins with where they are
   */
  ServiceChecks(
      List<ReadJar> jars, KnownClasses known, Map<String, String> taken, Findings findings) {
    this.jars = jars;
    this.known = known;
    this.taken = new HashMap<>(taken);
    this.findings = findings;
  }

  /** The plugins that are there. */
  List<PluginReport.Plugin> run() {
    TreeSet<String> named = new TreeSet<>();
    jars.forEach(jar -> jar.services().ifPresent(named::addAll));
    if (named.isEmpty()) {
      boolean empty = jars.stream().anyMatch(jar -> jar.services().isPresent());
      findings.error(
          empty
              ? "its %s names no class; name the one that implements MessagingPlugin"
              : "it has no %s; add one that names the class that implements MessagingPlugin",
          JarCheck.SERVICE_FILE);
    }
    List<PluginReport.Plugin> plugins = new ArrayList<>();
    named.forEach(name -> plugin(name).ifPresent(plugins::add));
    return plugins;
  }

  private Optional<PluginReport.Plugin> plugin(String className) {
    Optional<ClassSummary> found =
        jars.stream()
            .flatMap(jar -> Optional.ofNullable(jar.classes().get(internal(className))).stream())
            .findFirst();
    if (found.isEmpty()) {
      findings.error(
          "its service file names %s, which is not there; name the class as it is, or add it",
          Texts.line(className, 200));
      return Optional.empty();
    }
    Lineage lineage = known.lineage(found.get().name());
    shape(className, found.get(), lineage);
    PluginReport.Plugin plugin =
        new PluginReport.Plugin(
            className,
            constant(lineage, "name"),
            constant(lineage, "version"),
            found.get().builtFor());
    builtFor(plugin);
    name(plugin);
    return Optional.of(plugin);
  }

  private static String internal(String className) {
    return className.replace('.', '/');
  }

  private void shape(String name, ClassSummary type, Lineage lineage) {
    if (type.isInterface() || type.isAbstract()) {
      findings.error("%s is abstract; let the service file name a class that can be made", name);
    }
    if (!type.isPublic()) {
      findings.error("%s is not public; make it public", name);
    }
    if (!type.hasPublic(CONSTRUCTOR)) {
      findings.error("%s has no public constructor without parameters; give it one", name);
    }
    if (!lineage.has(PLUGIN) && lineage.complete()) {
      findings.error(
          "%s does not implement %s; let it, or name the class that does",
          name, MessagingPlugin.class.getName());
    }
  }

  /** What the method answers, where that is a constant: of the class or the nearest above it. */
  private static Optional<String> constant(Lineage lineage, String method) {
    Member member = new Member(method, "()Ljava/lang/String;");
    return lineage.types().stream()
        .filter(type -> type.members().containsKey(member))
        .findFirst()
        .flatMap(type -> Optional.ofNullable(type.constants().get(method)));
  }

  private void builtFor(PluginReport.Plugin plugin) {
    if (plugin.builtFor().isEmpty()) {
      findings.warning(
          "%s does not say which plugin interface it was built for; put @RequiresSpi(\"%s\") on it",
          plugin.className(), SpiVersion.CURRENT);
    }
    plugin
        .builtFor()
        .flatMap(PluginInquiry::spiProblem)
        .ifPresent(problem -> findings.error("%s: %s", plugin.className(), problem));
  }

  private void name(PluginReport.Plugin plugin) {
    if (plugin.name().isEmpty()) {
      findings.info(
          "the name of %s is not a constant, and cannot be told without running it",
          plugin.className());
      return;
    }
    String name = plugin.name().get();
    try {
      PluginInquiry.checkedName(name);
    } catch (UnusablePluginException e) {
      findings.error("%s: %s", plugin.className(), e.getMessage());
      return;
    }
    String other = taken.putIfAbsent(name, plugin.className());
    if (other != null) {
      findings.error(
          "the name '%s' belongs to the plugin from %s already; remove one of them, or give it another name",
          name, other);
    }
  }
}
