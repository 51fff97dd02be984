package org.messagingagent.server.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.messagingagent.spi.MessagingPlugin;

/** Builds a stranger's plugin JAR from source, against the plugin SPI alone. */
public final class PluginJar {

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  /** Compiles a class into the JAR, and the classes nested in it. */
  public PluginJar compile(String className, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("The tests need a JDK: this Java has no compiler");
    }
    StringWriter messages = new StringWriter();
    Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  messages,
                  new Collector(files, classes),
                  null,
                  List.of("--release", "17", "-proc:none", "-classpath", spi().toString()),
                  null,
                  List.of(new Source(className, source)))
              .call();
      if (!done) {
        throw new IllegalArgumentException(
            "%s does not compile:%n%s".formatted(className, messages));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    classes.forEach((name, bytes) -> entries.put(entryName(name), bytes.toByteArray()));
    return this;
  }

  /** Names the class in the service file, whether or not the JAR has it. */
  public PluginJar provides(String className) {
    return file(
        "META-INF/services/" + MessagingPlugin.class.getName(),
        (className + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Takes a class out again. */
  public PluginJar without(String className) {
    entries.remove(entryName(className));
    return this;
  }

  public PluginJar file(String entry, byte[] content) {
    entries.put(entry, content);
    return this;
  }

  public Path writeTo(Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return jar;
  }

  private static String entryName(String className) {
    return className.replace('.', '/') + ".class";
  }

  private static Path spi() {
    try {
      return Path.of(
          MessagingPlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(
          URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Collector extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    Collector(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
      super(files);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      classes.put(className, bytes);
      return new SimpleJavaFileObject(URI.create("mem:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }
}
