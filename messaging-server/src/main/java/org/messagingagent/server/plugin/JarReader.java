package org.messagingagent.server.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the JARs of a plugin without running anything in them; what cannot be read is noted. All of
 * them together may have a bounded size.
 */
final class JarReader {

  private static final long MOST_BYTES = 512L << 20;
  private static final int OLDEST_JAVA = 44; // the class file version of Java n is n + 44
  private static final int NEWEST = Runtime.version().feature() + OLDEST_JAVA;

  private final Findings findings;
  private long bytes;

  JarReader(Findings findings) {
    this.findings = findings;
  }

  /** Reads one; empty where it is no JAR. */
  Optional<ReadJar> read(Path path) {
    try {
      JarCheck.check(path);
    } catch (UnusablePluginException e) {
      findings.error("%s", e.getMessage());
      return Optional.empty();
    }
    try (JarFile jar = new JarFile(path.toFile(), true, ZipFile.OPEN_READ, Runtime.version())) {
      List<String> entries = jar.stream().map(ZipEntry::getName).toList();
      return Optional.of(
          new ReadJar(path, entries, classPath(jar), services(jar), classes(path, jar)));
    } catch (IOException | RuntimeException e) {
      findings.error("%s", JarCheck.damaged(path, e).getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> classPath(JarFile jar) throws IOException {
    Manifest manifest = jar.getManifest();
    return manifest == null
        ? Optional.empty()
        : Optional.ofNullable(manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH));
  }

  private static Optional<List<String>> services(JarFile jar) throws IOException {
    JarEntry file = jar.getJarEntry(JarCheck.SERVICE_FILE);
    if (file == null) {
      return Optional.empty();
    }
    try (InputStream in = jar.getInputStream(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(
          text.lines()
              .map(line -> line.replaceFirst("#.*", "").trim())
              .filter(line -> !line.isEmpty())
              .distinct()
              .toList());
    }
  }

  private Map<String, ClassSummary> classes(Path path, JarFile jar) throws IOException {
    Map<String, ClassSummary> classes = new TreeMap<>();
    List<String> tooNew = new ArrayList<>();
    TreeSet<String> misplaced = new TreeSet<>();
    int newest = 0;
    for (JarEntry entry : jar.versionedStream().filter(JarReader::isClass).toList()) {
      Optional<byte[]> file = readClass(path, jar, entry);
      int version = file.map(JarReader::version).orElse(0);
      if (version > NEWEST) {
        tooNew.add(entry.getName());
        newest = Math.max(newest, version);
      } else if (file.isPresent()) {
        summary(path, entry, file.get())
            .ifPresent(
                summary -> {
                  if (entry.getName().equals(summary.name() + ".class")) {
                    classes.put(summary.name(), summary);
                  } else {
                    misplaced.add(entry.getName());
                  }
                });
      }
    }
    if (!tooNew.isEmpty()) {
      findings.error(
          "%s was compiled for Java %d and this is Java %d: %s; use that Java for the server, or get a build for this one",
          path.getFileName(),
          newest - OLDEST_JAVA,
          Runtime.version().feature(),
          Findings.few(tooNew));
    }
    if (!misplaced.isEmpty()) {
      findings.warning(
          "%s has classes where no class loader looks: %s; package it as a library, not as an application",
          path.getFileName(), Findings.few(misplaced));
    }
    return classes;
  }

  private static boolean isClass(JarEntry entry) {
    String name = entry.getName();
    return name.endsWith(".class")
        && !name.startsWith("META-INF/")
        && !name.endsWith("module-info.class");
  }

  /** Of the class file; 0 where it is none. */
  private static int version(byte[] classFile) {
    boolean isClass = classFile.length >= 8 && ByteBuffer.wrap(classFile).getInt() == 0xCAFEBABE;
    return isClass ? ByteBuffer.wrap(classFile).getShort(6) & 0xFFFF : 0;
  }

  private Optional<byte[]> readClass(Path path, JarFile jar, JarEntry entry) throws IOException {
    if (bytes > MOST_BYTES) {
      findings.error(
          "its classes are over %d MiB together, and the rest was not looked at; get a smaller build",
          MOST_BYTES >> 20);
      return Optional.empty();
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] file = in.readNBytes(PluginClassLoader.MAX_CLASS_FILE + 1);
      bytes += file.length;
      if (file.length <= PluginClassLoader.MAX_CLASS_FILE) {
        return Optional.of(file);
      }
      findings.error(
          "%s in %s is over %d MiB unpacked, and is not loaded; get another build",
          entry.getName(), path.getFileName(), PluginClassLoader.MAX_CLASS_FILE >> 20);
    } catch (SecurityException e) {
      findings.error(
          "%s in %s is not what was signed (%s); get it again from the vendor",
          entry.getName(), path.getFileName(), Problems.brief(e));
    }
    return Optional.empty();
  }

  private Optional<ClassSummary> summary(Path path, JarEntry entry, byte[] file) {
    try {
      return Optional.of(ClassSummaryReader.read(file));
    } catch (RuntimeException e) {
      findings.error(
          "%s in %s is no class or is damaged; copy it again, or get another build",
          entry.getName(), path.getFileName());
      return Optional.empty();
    }
  }
}
