package org.messagingagent.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.messagingagent.spi.MessagingPlugin;

/** A JAR as a vendor ships it, compiled from source in the test. */
final class PluginJar {

  private final List<Source> sources = new ArrayList<>();
  private final Set<String> leftOut = new HashSet<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private UnaryOperator<byte[]> classChange = UnaryOperator.identity();

  /** A class of this full name. */
  PluginJar source(String className, String source) {
    sources.add(new Source(className, source));
    return this;
  }

  /** A class that the others are compiled against and that the JAR lacks. */
  PluginJar sourceNotShipped(String className, String source) {
    leftOut.add(className);
    return source(className, source);
  }

  /** A service file that names these classes. */
  PluginJar service(String... classNames) {
    return file(
        "META-INF/services/" + MessagingPlugin.class.getName(), String.join("\n", classNames));
  }

  /** Any other file. */
  PluginJar file(String name, String text) {
    files.put(name, text.getBytes(UTF_8));
    return this;
  }

  /** Any other file. */
  PluginJar file(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  /** The manifest, with these lines beside its version. */
  PluginJar manifest(String... lines) {
    return file(
        "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + String.join("\n", lines) + "\n\n");
  }

  /**
   * Puts another text for {@code "broken"} into the sources, so that several may lie side by side.
   */
  PluginJar named(String name) {
    sources.replaceAll(source -> source.with("\"broken\"", "\"" + name + "\""));
    return this;
  }

  /** Class files for a Java that there is not yet. */
  PluginJar forNewerJava() {
    classChange =
        bytes -> {
          bytes[7] = 120; // the class file's major version; Java 76
          return bytes;
        };
    return this;
  }

  /** Compiles and writes it. */
  Path writeTo(Path directory, String fileName) throws IOException {
    Files.createDirectories(directory);
    Path jar = directory.resolve(fileName);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      Map<String, byte[]> others = new LinkedHashMap<>(files);
      byte[] manifest = others.remove("META-INF/MANIFEST.MF");
      if (manifest != null) {
        entry(out, "META-INF/MANIFEST.MF", manifest);
      }
      for (Map.Entry<String, byte[]> compiled : compile().entrySet()) {
        String name = compiled.getKey().replace('.', '/') + ".class";
        if (!leftOut.contains(compiled.getKey()) && !others.containsKey(name)) {
          entry(out, name, classChange.apply(compiled.getValue()));
        }
      }
      for (Map.Entry<String, byte[]> file : others.entrySet()) {
        entry(out, file.getKey(), file.getValue());
      }
    }
    return jar;
  }

  private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  /** The compiled classes under their names. */
  Map<String, byte[]> compile() {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    if (sources.isEmpty()) {
      return classes;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager standard = compiler.getStandardFileManager(problems, null, UTF_8);
        JavaFileManager inMemory = new InMemory(standard, classes)) {
      List<String> options = List.of("--release", "17", "-classpath", apiLocation());
      if (!compiler.getTask(null, inMemory, problems, options, null, sources).call()) {
        throw new IllegalArgumentException(problems.getDiagnostics().toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return classes;
  }

  private static String apiLocation() {
    try {
      URI api = MessagingPlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(api).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String source;

    Source(String className, String source) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.source = source;
    }

    private Source(URI address, String source) {
      super(address, Kind.SOURCE);
      this.source = source;
    }

    Source with(String before, String after) {
      return new Source(toUri(), source.replace(before, after));
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, byte[]> classes;

    InMemory(JavaFileManager standard, Map<String, byte[]> classes) {
      super(standard);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          return new ByteArrayOutputStream() {
            @Override
            public void close() {
              classes.put(className, toByteArray());
            }
          };
        }
      };
    }
  }
}
