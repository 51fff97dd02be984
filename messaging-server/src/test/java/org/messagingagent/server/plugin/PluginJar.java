package org.messagingagent.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

  private final List<JavaFileObject> sources = new ArrayList<>();
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
      for (Map.Entry<String, byte[]> compiled : compile().entrySet()) {
        if (!leftOut.contains(compiled.getKey())) {
          entry(
              out,
              compiled.getKey().replace('.', '/') + ".class",
              classChange.apply(compiled.getValue()));
        }
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
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

  private Map<String, byte[]> compile() throws IOException {
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
