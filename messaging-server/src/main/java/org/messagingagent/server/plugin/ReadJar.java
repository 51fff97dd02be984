package org.messagingagent.server.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in a JAR, as it is for the Java that runs.
 *
 * @param entries the names of all entries, also those for other Javas
 * @param classPath what the manifest names as Class-Path
 * @param services the classes that its service file names; empty where it has none
 * @param classes under their names with slashes; without those that cannot be read
 */
record ReadJar(
    Path path,
    List<String> entries,
    Optional<String> classPath,
    Optional<List<String>> services,
    Map<String, ClassSummary> classes) {

  String fileName() {
    return path.getFileName().toString();
  }
}
