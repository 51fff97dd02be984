package org.messagingagent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our JARs as modules, as they are published. */
@Timeout(120)
class ModulesIT {

  private static final Path ROOT = ClassPaths.MODULE.resolve("../..");
  private static final Pattern ARTIFACT =
      Pattern.compile("(?s)</parent>.*?<artifactId>([^<]+)</artifactId>");
  private static final Pattern MANAGED = Pattern.compile("<artifactId>(messaging-[^<]+)<");

  private static final String MODULE =
      """
      module host {
        requires org.messagingagent.api;
        requires org.messagingagent.server;
      }
      """;
  private static final String MAIN =
      """
      package host;

      import java.nio.file.Path;
      import java.util.concurrent.CountDownLatch;
      import org.messagingagent.server.MessagingServer;
      import org.messagingagent.server.agent.Caller;
      import org.messagingagent.server.agent.IncomingDraft;
      import org.messagingagent.spi.*;

      public final class Main implements MessagingPlugin {
        private final CountDownLatch handled = new CountDownLatch(1);

        public static void main(String[] args) throws Exception {
          Main plugin = new Main();
          try (MessagingServer server =
              MessagingServer.builder().noHttp().dataDirectory(Path.of(args[0])).plugin(plugin).start()) {
            server.agent().createMessage(
                Caller.trusted("host"), IncomingDraft.forPlugin("printer").withContent("hello"));
            plugin.handled.await();
          }
        }

        @Override
        public String name() {
          return "printer";
        }

        @Override
        public Channel open(PluginContext context) {
          IncomingHandler handler =
              message -> {
                System.out.println("handled in " + Main.class.getModule() + ": " + message.content());
                handled.countDown();
                return HandleOutcome.handled();
              };
          return handler;
        }
      }
      """;

  /** Not on a class path: it makes projects. */
  private static final String ARCHETYPE = "messaging-plugin-archetype";

  @Test
  void eachJarHasANameOfItsOwnAsAModule() throws IOException {
    Map<String, String> names = new TreeMap<>();
    for (Map.Entry<String, Path> jar : jars().entrySet()) {
      names.put(jar.getKey(), moduleName(jar.getValue()));
    }
    assertThat(names.values())
        .as("%s", names)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("org\\.messagingagent(\\.[a-z]+)+"));
  }

  @Test
  void noPackageIsInTwoJars() throws IOException {
    Map<String, Set<String>> jarsByPackage = new TreeMap<>();
    for (Map.Entry<String, Path> jar : jars().entrySet()) {
      for (String packageName : module(jar.getValue()).packages()) {
        jarsByPackage.computeIfAbsent(packageName, key -> new TreeSet<>()).add(jar.getKey());
      }
    }
    assertThat(jarsByPackage).containsKeys("org.messagingagent.spi", "org.messagingagent.server");
    assertThat(jarsByPackage.values()).allSatisfy(owners -> assertThat(owners).hasSize(1));
  }

  @Test
  void moduleOfAHostRequiresTheServer(@TempDir Path directory) throws Exception {
    Map<Boolean, List<Path>> libraries =
        Stream.concat(ClassPaths.withServer().stream(), ClassPaths.ofTests("sqlite-jdbc").stream())
            .collect(
                Collectors.partitioningBy(
                    path -> path.getFileName().toString().startsWith("messaging-")));
    String modules = joined(libraries.get(true));
    String others = joined(libraries.get(false));
    Path sources = Files.createDirectories(directory.resolve("sources/host"));
    Path info = Files.writeString(sources.resolveSibling("module-info.java"), MODULE);
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
    Path classes = directory.resolve("classes");

    StringWriter said = new StringWriter();
    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                new PrintWriter(said, true),
                new PrintWriter(said, true),
                "-proc:none",
                "--module-path",
                modules,
                "-d",
                classes.toString(),
                info.toString(),
                main.toString());
    assertThat(compiled).as(said.toString()).isZero();

    Path log = directory.resolve("log");
    Process host =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modules + File.pathSeparator + classes,
                "--class-path",
                others,
                "--add-modules",
                "ALL-DEFAULT",
                "--module",
                "host/host.Main",
                directory.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(host.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      host.destroyForcibly();
    }
    assertThat(Files.readString(log)).contains("handled in module host: hello");
  }

  @Test
  void bomNamesEachJar() throws IOException {
    Matcher managed =
        MANAGED.matcher(
            Files.readString(ROOT.resolve("messaging-api/bom/pom.xml"))
                .replace("<artifactId>messaging-bom<", ""));
    Set<String> named = new TreeSet<>();
    while (managed.find()) {
      named.add(managed.group(1));
    }
    assertThat(named).isEqualTo(jars().keySet());
  }

  /** By artifact, what this build publishes as a library. */
  private static Map<String, Path> jars() throws IOException {
    Map<String, Path> jars = new TreeMap<>();
    for (Path pom : poms()) {
      String text = Files.readString(pom);
      Matcher artifact = ARTIFACT.matcher(text);
      if (artifact.find()
          && !text.contains("<packaging>")
          && !text.contains("<maven.deploy.skip>true")) {
        jars.put(artifact.group(1), jarOf(pom.getParent(), artifact.group(1)));
      }
    }
    assertThat(jars).containsKeys("messaging-api", "messaging-server", "messaging-client");
    assertThat(jars).doesNotContainKey(ARCHETYPE);
    return jars;
  }

  private static Path jarOf(Path module, String artifact) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(artifact) + "-[0-9][0-9A-Z.-]*\\.jar");
    try (Stream<Path> files = Files.list(module.resolve("target"))) {
      List<Path> found =
          files.filter(file -> name.matcher(file.getFileName().toString()).matches()).toList();
      assertThat(found).as("the JAR of %s", artifact).hasSize(1);
      return found.get(0);
    }
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 4)) {
      return new ArrayList<>(
          files
              .filter(file -> file.endsWith("pom.xml"))
              .filter(file -> !ROOT.relativize(file).toString().contains("target"))
              .collect(Collectors.toList()));
    }
  }

  private static String moduleName(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return String.valueOf(
          file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"));
    }
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static ModuleDescriptor module(Path jar) {
    Set<ModuleReference> modules = ModuleFinder.of(jar).findAll();
    assertThat(modules).hasSize(1);
    return modules.iterator().next().descriptor();
  }
}
