package org.messagingagent.server.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * The JARs of one plugin, and nothing beside them: what their manifests name as Class-Path is not
 * followed. Nothing is ever unpacked. Safe for use by many threads.
 */
final class PluginJars implements Closeable {

  private final List<OpenJar> jars = new ArrayList<>();

  /** Opens them all. */
  PluginJars(List<Path> files) throws IOException {
    try {
      for (Path file : files) {
        jars.add(new OpenJar(file));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The first entry of this name, as it is for the Java that runs. */
  Optional<PluginEntry> find(String name) {
    return findAll(name).findFirst();
  }

  /** The entries of this name in the order of the JARs; none once they are closed. */
  Stream<PluginEntry> findAll(String name) {
    return isPlain(name) ? jars.stream().flatMap(jar -> find(jar, name).stream()) : Stream.empty();
  }

  private static Optional<PluginEntry> find(OpenJar jar, String name) {
    try {
      JarEntry entry = jar.file().getJarEntry(name);
      return Optional.ofNullable(entry).map(found -> new PluginEntry(jar, found));
    } catch (IllegalStateException closed) {
      return Optional.empty();
    }
  }

  /** Whether the name goes down only: others have no address within a JAR. */
  private static boolean isPlain(String name) {
    return !name.startsWith("/")
        && (!name.contains("..") || !Arrays.asList(name.split("/")).contains(".."));
  }

  /** What the manifests name as Class-Path and is none of these JARs. */
  List<String> namedBeside() {
    TreeSet<String> named = new TreeSet<>();
    for (OpenJar jar : jars) {
      String classPath = jar.mainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (classPath != null) {
        named.addAll(Arrays.asList(classPath.trim().split("\\s+")));
      }
    }
    jars.forEach(jar -> named.remove(jar.path().getFileName().toString()));
    named.remove("");
    return List.copyOf(named);
  }

  /** Lets go of the files. */
  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (OpenJar jar : jars) {
      try {
        jar.file().close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
