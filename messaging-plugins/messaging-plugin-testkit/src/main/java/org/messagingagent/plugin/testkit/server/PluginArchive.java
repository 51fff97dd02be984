package org.messagingagent.plugin.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Makes JARs of what is on the class path. */
final class PluginArchive {

  private PluginArchive() {}

  /**
   * The JAR that a class is in; where it is in a directory of classes, a new JAR of them.
   *
   * @param directory where a new JAR goes
   */
  static Path of(Class<?> type, Path directory) {
    try {
      Path source = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isDirectory(source) ? packed(source, directory.resolve("plugin.jar")) : source;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("No JAR can be made of " + type, e);
    } catch (IOException e) {
      throw new UncheckedIOException("No JAR can be made of " + type, e);
    }
  }

  private static Path packed(Path classes, Path jar) throws IOException {
    List<Path> files;
    try (Stream<Path> walked = Files.walk(classes)) {
      files = walked.filter(Files::isRegularFile).sorted().toList();
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
