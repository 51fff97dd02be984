package org.messagingagent.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.MessagingPlugin;
import org.slf4j.LoggerFactory;

class PluginClassLoaderTest {

  private static final String ONE = "package acme; public class One {}";

  @TempDir private Path directory;

  @Test
  void sharedClassesAreTheServersAlsoWhereTheJarBringsCopies() throws Exception {
    PluginJar jar =
        new PluginJar()
            .source(
                "org.messagingagent.spi.MessagingPlugin",
                "package org.messagingagent.spi; public interface MessagingPlugin {}")
            .source("org.slf4j.LoggerFactory", "package org.slf4j; public class LoggerFactory {}")
            .source("org.slf4j.NotOurs", "package org.slf4j; public class NotOurs {}")
            .source("org.slf4j.ext.Own", "package org.slf4j.ext; public class Own {}");
    try (PluginClassLoader loader = loader(jar)) {
      assertThat(loader.loadClass(MessagingPlugin.class.getName())).isSameAs(MessagingPlugin.class);
      assertThat(loader.loadClass(LoggerFactory.class.getName())).isSameAs(LoggerFactory.class);
      assertThat(loader.loadClass("org.slf4j.ext.Own").getClassLoader()).isSameAs(loader);
      assertThatThrownBy(() -> loader.loadClass("org.slf4j.NotOurs"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void nothingOfTheServerIsVisibleButTheGuard() throws Exception {
    PluginJar jar =
        new PluginJar()
            .source(
                "org.messagingagent.server.Own",
                "package org.messagingagent.server; public class Own {}");
    try (PluginClassLoader loader = loader(jar)) {
      for (String name :
          List.of(
              "org.messagingagent.server.plugin.PluginRegistry",
              "org.messagingagent.server.plugin.PluginGuard$Other",
              "org.messagingagent.server.Own",
              "org.objectweb.asm.ClassReader",
              "org.junit.jupiter.api.Test")) {
        assertThatThrownBy(() -> loader.loadClass(name))
            .as(name)
            .isInstanceOf(ClassNotFoundException.class);
      }
      assertThat(loader.loadClass("org.messagingagent.server.plugin.PluginGuard"))
          .isSameAs(PluginGuard.class);
    }
  }

  @Test
  void wholeJdkIsVisible() throws Exception {
    try (PluginClassLoader loader = loader(new PluginJar().source("acme.One", ONE))) {
      for (String name : List.of("java.sql.Driver", "com.sun.tools.javac.Main")) {
        assertThat(loader.loadClass(name).getName()).isEqualTo(name);
      }
    }
  }

  @Test
  void resourcesAndServiceFilesAreItsOwnAlone() throws Exception {
    String service = JarCheck.SERVICE_FILE;
    String ours = "org/messagingagent/server/plugin/PluginRegistry.class";
    assertThat(Collections.list(getClass().getClassLoader().getResources(service)))
        .as("on the server's class path there are some")
        .isNotEmpty();
    try (PluginClassLoader loader =
        loader(BrokenPlugins.good("sms").file("acme/text.txt", "own"))) {
      assertThat(Collections.list(loader.getResources(service)))
          .extracting(URL::toString)
          .singleElement()
          .asString()
          .startsWith("jar:file:" + directory);
      assertThat(loader.getResource(ours)).isNull();
      assertThat(loader.getResourceAsStream(ours)).isNull();
      assertThat(loader.getResource("org/slf4j/Logger.class")).isNull();
      assertThat(loader.getResources("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"))
          .as("Logback's, of the server")
          .satisfies(found -> assertThat(found.hasMoreElements()).isFalse());
      assertThat(ServiceLoader.load(MessagingPlugin.class, loader))
          .extracting(MessagingPlugin::name)
          .containsExactly("sms");
      assertThat(text(loader.getResource("acme/text.txt"))).isEqualTo("own");
      assertThat(loader.getResourceAsStream("java/lang/Object.class")).isNotNull();
    }
  }

  @Test
  void manifestsClassPathIsNotFollowed() throws Exception {
    Path outside = new PluginJar().source("acme.Outside", outside()).writeTo(directory, "out.jar");
    PluginJar jar =
        new PluginJar()
            .source("acme.One", ONE)
            .manifest("Class-Path: ../out.jar library.jar " + outside.toUri());
    Path own = jar.writeTo(directory.resolve("p"), "own.jar");
    Path library = new PluginJar().file("x", "y").writeTo(directory.resolve("p"), "library.jar");
    try (PluginClassLoader loader = loader(own, library)) {
      assertThat(loader.namedBeside()).containsExactly("../out.jar", outside.toUri().toString());
      assertThat(loader.loadClass("acme.One").getClassLoader()).isSameAs(loader);
      assertThatThrownBy(() -> loader.loadClass("acme.Outside"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }

  private static String outside() {
    return "package acme; public class Outside {}";
  }

  @Test
  void multiReleaseJarGivesWhatIsForThisJava() throws Exception {
    PluginJar jar =
        new PluginJar()
            .manifest("Multi-Release: true")
            .source("acme.One", ONE)
            .file("acme/text.txt", "old")
            .file("META-INF/versions/17/acme/text.txt", "17")
            .file("META-INF/versions/99/acme/text.txt", "99")
            .file(
                "META-INF/versions/17/acme/Newer.class",
                new PluginJar()
                    .source("acme.Newer", "package acme; public class Newer {}")
                    .compile()
                    .get("acme.Newer"));
    try (PluginClassLoader loader = loader(jar)) {
      assertThat(text(loader.getResource("acme/text.txt"))).isEqualTo("17");
      assertThat(text(loader.getResourceAsStream("acme/text.txt"))).isEqualTo("17");
      assertThat(loader.loadClass("acme.Newer").getClassLoader()).isSameAs(loader);
    }
  }

  @Test
  void packageTellsTheManifestsVersion() throws Exception {
    PluginJar jar = new PluginJar().source("acme.One", ONE).manifest("Implementation-Version: 4.2");
    try (PluginClassLoader loader = loader(jar)) {
      Class<?> one = loader.loadClass("acme.One");
      assertThat(one.getPackage().getImplementationVersion()).isEqualTo("4.2");
      assertThat(one.getProtectionDomain().getCodeSource().getLocation().toString())
          .endsWith("/plugin.jar");
    }
  }

  @Test
  void oddFileNamesWork() throws Exception {
    Path odd = Files.createDirectories(directory.resolve("a b!/100% #1?/ü+ñ"));
    Path jar =
        new PluginJar()
            .source("acme.One", ONE)
            .file("acme/t#e?x%t !.txt", "odd")
            .writeTo(odd, "p!l u#g.jar");
    try (PluginClassLoader loader = loader(jar)) {
      assertThat(loader.loadClass("acme.One").getClassLoader()).isSameAs(loader);
      assertThat(text(loader.getResource("acme/t#e?x%t !.txt"))).isEqualTo("odd");
    }
  }

  @Test
  void entriesThatLeadOutwardsAreNoFilesAndNoResources() throws Exception {
    PluginJar jar =
        new PluginJar()
            .source("acme.One", ONE)
            .file("../evil.txt", "evil")
            .file("/evil.txt", "evil")
            .file("acme/../../evil.txt", "evil");
    Path file = jar.writeTo(directory.resolve("a/b/plugins"), "plugin.jar");
    try (PluginClassLoader loader = loader(file)) {
      loader.loadClass("acme.One");
      for (String name : List.of("../evil.txt", "/evil.txt", "acme/../../evil.txt")) {
        assertThat(loader.getResource(name)).as(name).isNull();
        assertThat(loader.getResourceAsStream(name)).as(name).isNull();
      }
      assertThat(loader.getResource("acme/..txt")).isNull();
    }
    assertThat(files()).containsExactly(file);
  }

  @Test
  void hugeClassIsRefused() throws Exception {
    PluginJar jar =
        new PluginJar()
            .source("acme.One", ONE)
            .file("acme/Huge.class", new byte[PluginClassLoader.MAX_CLASS_FILE + 1]);
    try (PluginClassLoader loader = loader(jar)) {
      assertThatThrownBy(() -> loader.loadClass("acme.Huge"))
          .isInstanceOf(LinkageError.class)
          .hasMessage("acme/Huge.class is over 16 MiB unpacked");
    }
  }

  @Test
  void whatIsReadAtOnceIsBounded() throws Exception {
    Path service =
        new PluginJar().file(JarCheck.SERVICE_FILE, "#".repeat(70_000)).writeTo(directory, "s.jar");
    assertThatThrownBy(() -> JarCheck.check(service))
        .hasMessageContaining("s.jar has an entry " + JarCheck.SERVICE_FILE + " of over 65536");
    Path manifest =
        new PluginJar()
            .file("META-INF/MANIFEST.MF", new byte[(16 << 20) + 1])
            .writeTo(directory, "m.jar");
    assertThatThrownBy(() -> JarCheck.check(manifest))
        .hasMessageContaining("m.jar has an entry META-INF/MANIFEST.MF of over 16777216 bytes");
  }

  @Test
  void signedJarRunsAndChangedOneDoesNot() throws Exception {
    Path jar =
        new PluginJar().source("acme.One", ONE).file("a.txt", "a").writeTo(directory, "s.jar");
    sign(jar);
    try (PluginClassLoader loader = loader(jar)) {
      assertThat(loader.loadClass("acme.One").getProtectionDomain().getCodeSource())
          .satisfies(source -> assertThat(source.getCodeSigners()).hasSize(1));
    }
    byte[] other =
        new PluginJar()
            .source("acme.One", "package acme; public class One { int changed; }")
            .compile()
            .get("acme.One");
    try (var zip = java.nio.file.FileSystems.newFileSystem(jar)) {
      Files.write(zip.getPath("acme/One.class"), other);
    }
    try (PluginClassLoader loader = loader(jar)) {
      assertThatThrownBy(() -> loader.loadClass("acme.One"))
          .isInstanceOf(SecurityException.class)
          .satisfies(
              e ->
                  assertThat(Problems.explain("sms", e))
                      .contains("its JAR was changed after it was signed"));
    }
  }

  @Test
  void closedLoaderHoldsNoFile() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    Path jar =
        new PluginJar().source("acme.One", ONE).file("a.txt", "first").writeTo(directory, "s.jar");
    PluginClassLoader loader = loader(jar);
    loader.loadClass("acme.One");
    assertThat(text(loader.getResource("a.txt"))).isEqualTo("first");
    InputStream leftOpen = loader.getResourceAsStream("a.txt");
    assertThat(openFiles()).contains(jar.toRealPath());
    loader.close();
    assertThat(openFiles()).doesNotContain(jar.toRealPath());
    assertThatThrownBy(leftOpen::read).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> loader.loadClass("acme.Two"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(loader.getResource("a.txt")).isNull();

    new PluginJar().source("acme.One", ONE).file("a.txt", "second").writeTo(directory, "s.jar");
    try (PluginClassLoader next = loader(jar)) {
      assertThat(text(next.getResource("a.txt"))).isEqualTo("second");
    }
  }

  @Test
  void linkLeadsToWhereTheOperatorPutIt() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    Path jar = BrokenPlugins.good("sms").writeTo(elsewhere, "sms-1.0.jar");
    Files.createSymbolicLink(plugins.resolve("sms.jar"), jar);
    JarCheck.check(plugins.resolve("sms.jar"));
    try (PluginClassLoader loader = loader(plugins.resolve("sms.jar"))) {
      assertThat(ServiceLoader.load(MessagingPlugin.class, loader)).hasSize(1);
    }
    Files.delete(jar);
    assertThatThrownBy(() -> JarCheck.check(plugins.resolve("sms.jar")))
        .hasMessageContaining("sms.jar is not there, or is a link to nothing");
  }

  private PluginClassLoader loader(PluginJar jar) throws IOException {
    return loader(jar.writeTo(directory, "plugin.jar"));
  }

  private static PluginClassLoader loader(Path... jars) throws IOException {
    return new PluginClassLoader("plugin", List.of(jars), MessagingPlugin.class.getClassLoader());
  }

  private void sign(Path jar) throws Exception {
    Path keys = directory.resolve("keys");
    run(
        "keytool",
        "-genkeypair",
        "-keystore",
        keys.toString(),
        "-storepass",
        "changeit",
        "-alias",
        "vendor",
        "-keyalg",
        "EC",
        "-dname",
        "CN=vendor");
    run(
        "jarsigner",
        "-keystore",
        keys.toString(),
        "-storepass",
        "changeit",
        jar.toString(),
        "vendor");
  }

  private static void run(String tool, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(tool).isZero();
  }

  private static List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          open.add(Files.readSymbolicLink(descriptor));
        } catch (IOException e) {
          // It was closed meanwhile.
        }
      }
    }
    return open;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static String text(URL resource) throws IOException {
    return text(resource.openStream());
  }

  private static String text(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }
}
