package org.messagingagent.hosts;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The libraries of hosts. */
final class ClassPaths {

  /** The module's directory, where Maven runs the tests. */
  static final Path MODULE = Path.of("").toAbsolutePath();

  private ClassPaths() {}

  /** What a host gets by adding the server and nothing else, as Maven resolves it. */
  static List<Path> withServer() throws IOException {
    String list = Files.readString(MODULE.resolve("with-server/target/classpath.txt")).strip();
    return Arrays.stream(list.split(File.pathSeparator)).map(Path::of).toList();
  }

  /** The libraries of these tests whose file names begin so, followed by a version. */
  static List<Path> ofTests(String... names) {
    Predicate<Path> isNamed =
        path ->
            Arrays.stream(names)
                .anyMatch(
                    name ->
                        path.getFileName().toString().matches(name + "-[0-9][0-9A-Za-z.-]*\\.jar"));
    List<Path> found =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(isNamed)
            .toList();
    if (found.size() < names.length) {
      throw new IllegalStateException(
          "Of %s there are only %s".formatted(Arrays.toString(names), found));
    }
    return found;
  }

  /** Other versions of libraries, by file name. */
  static Path other(String jar) {
    Path found = Path.of(System.getProperty("hosts.other-versions")).resolve(jar);
    if (!Files.isRegularFile(found)) {
      throw new IllegalStateException("There is no " + found);
    }
    return found;
  }

  /** Where the classes of these tests are. */
  static Path testClasses() {
    try {
      return Path.of(ClassPaths.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A library as a JAR in a directory. A module of ours that was compiled and not packaged is a
   * directory, and is packaged here.
   */
  static void putAsJar(Path library, Path directory) throws IOException {
    if (Files.isRegularFile(library)) {
      Files.copy(library, directory.resolve(library.getFileName()));
      return;
    }
    String module = library.getParent().getParent().getFileName().toString();
    try (OutputStream out = Files.newOutputStream(directory.resolve(module + ".jar"));
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(library)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(
            new JarEntry(library.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, jar);
      }
    }
  }
}
