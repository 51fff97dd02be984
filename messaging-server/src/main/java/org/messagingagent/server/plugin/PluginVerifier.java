package org.messagingagent.server.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Says of a plugin what is wrong with it, from its byte code alone: nothing of it is run. It is
 * measured against the plugin interface and the Java that run this.
 */
public final class PluginVerifier {

  private PluginVerifier() {}

  /** As {@link #verify(Path, Map)} with no other plugins. */
  public static PluginReport verify(Path plugin) {
    return verify(plugin, Map.of());
  }

  /**
   * Looks at a plugin.
   *
   * @param plugin a JAR, or a directory with the JARs of one plugin
   * @param taken the names of other plugins with where they are, such as from {@link #names}
   */
  public static PluginReport verify(Path plugin, Map<String, String> taken) {
    Findings findings = new Findings();
    JarReader reader = new JarReader(findings);
    List<ReadJar> jars = new ArrayList<>();
    for (Path jar : jars(plugin, findings)) {
      reader.read(jar).ifPresent(jars::add);
    }
    List<PluginReport.Plugin> plugins = List.of();
    if (!jars.isEmpty()) {
      new ArchiveChecks(jars, findings).run();
      Map<String, ClassSummary> classes = new TreeMap<>();
      jars.forEach(jar -> jar.classes().forEach(classes::putIfAbsent));
      KnownClasses known = new KnownClasses(classes);
      plugins = new ServiceChecks(jars, known, taken, findings).run();
      List<String> names = plugins.stream().map(PluginReport.Plugin::className).toList();
      new ReferenceChecks(classes.values(), known, names, findings).run();
    }
    return new PluginReport(plugin.toString(), plugins, findings.all());
  }

  /**
   * The names of the plugins in a plugins directory with where they are, as far as they can be told
   * without running them; empty where there is no such directory.
   */
  public static Map<String, String> names(Path directory) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Path entry : list(directory)) {
      if (PluginFinder.mayBePlugin(entry)) {
        for (PluginReport.Plugin plugin : verify(entry).plugins()) {
          plugin.name().ifPresent(name -> names.putIfAbsent(name, entry.toString()));
        }
      }
    }
    return names;
  }

  private static List<Path> jars(Path plugin, Findings findings) {
    if (!Files.isDirectory(plugin)) {
      return List.of(plugin);
    }
    List<Path> jars =
        list(plugin).stream()
            .filter(file -> JarCheck.isNamedJar(file) && !Files.isDirectory(file))
            .toList();
    if (jars.isEmpty()) {
      findings.error(
          "it is a directory without JARs, or cannot be read; name a JAR, or the directory with those of one plugin");
    }
    return jars;
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> listed = Files.list(directory)) {
      return listed.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
