package org.messagingagent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/dependencies.md} is what Maven resolves. */
class DependenciesPageTest {

  private static final Path ROOT = ClassPaths.MODULE.resolve("../..");
  private static final String OURS = "org.messagingagent:";
  private static final Pattern RESOLVED =
      Pattern.compile("(?m)^ +([\\w.-]+:[\\w.-]+):jar:([^:\\n]+):(?:compile|runtime)$");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "(?s)<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>(.*?)</dependency>");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final Pattern SIZE = Pattern.compile("In all it is (\\d+) MB, in (\\d+) JARs");

  @Test
  void pageListsAllThatComesWithTheServer() throws Exception {
    assertLists("The server", "with-server");
  }

  @Test
  void pageListsAllThatComesWithTheClient() throws Exception {
    assertLists("The client", "with-client");
  }

  @Test
  void pageListsAllThatComesWithThePlugins() throws Exception {
    assertLists("The plugins", "with-plugins");
  }

  @Test
  void pageSaysHowMuchComesWithTheServer(@TempDir Path directory) throws IOException {
    for (Path library : ClassPaths.withServer()) {
      ClassPaths.putAsJar(library, directory);
    }
    long bytes = 0;
    try (Stream<Path> jars = Files.list(directory)) {
      for (Path jar : jars.toList()) {
        bytes += Files.size(jar);
      }
    }
    Matcher said = SIZE.matcher(page().text());
    assertThat(said.find()).isTrue();
    assertThat(Integer.parseInt(said.group(1)))
        .as("%d bytes", bytes)
        .isBetween((int) (bytes / 1_000_000), (int) (bytes / 1_000_000) + 1);
    assertThat(Integer.parseInt(said.group(2))).isEqualTo(ClassPaths.withServer().size());
  }

  @Test
  void pageNamesWhatUsersOfTheClientMayAdd() throws IOException {
    String section = page().section("The client").text();
    dependencies(Files.readString(ROOT.resolve("messaging-client/pom.xml")))
        .forEach(
            (artifact, rest) ->
                assertThat(section.contains("`" + artifact + "`") || !rest.contains("<optional>"))
                    .as(artifact)
                    .isTrue());
  }

  @Test
  void pageListsAllThatIsLeftToTheHost() throws Exception {
    Set<String> left = new TreeSet<>();
    dependencies(Files.readString(ROOT.resolve("messaging-server/pom.xml")))
        .forEach(
            (artifact, rest) -> {
              if (rest.contains("<optional>true") || rest.contains("<scope>provided")) {
                left.add(artifact);
              }
            });
    Map<String, String> listed = page().section("What a host adds itself").artifacts();
    assertThat(listed.keySet()).isEqualTo(left).isNotEmpty();
    assertThat(licences(versionsForHosts())).isNotEmpty().isEqualTo(foreign(listed));
  }

  @Test
  void versionsForHostsAreThoseThatAreTested() throws IOException {
    String parent = Files.readString(ROOT.resolve("pom.xml"));
    Map<String, String> tested = new TreeMap<>();
    dependencies(parent)
        .forEach((artifact, rest) -> tested.put(artifact, resolved(version(rest), parent)));
    tested.put(
        "com.fasterxml.jackson.core:jackson-databind",
        tested.get("com.fasterxml.jackson:jackson-bom"));
    Map<String, String> forHosts = versionsForHosts();
    assertThat(tested).containsAllEntriesOf(forHosts);
    assertThat(forHosts.keySet())
        .isEqualTo(foreign(page().section("What a host adds itself").artifacts()).keySet());
  }

  private static void assertLists(String section, String host) throws Exception {
    Map<String, String> listed = page().section(section).artifacts();
    Map<String, String> versions = resolved(host);
    assertThat(listed.keySet()).isEqualTo(versions.keySet());
    assertThat(licences(versions)).isEqualTo(foreign(listed));
  }

  private static Page page() throws IOException {
    return Page.named("dependencies.md");
  }

  /** By artifact, the version. */
  private static Map<String, String> resolved(String host) throws IOException {
    Path tree = ClassPaths.MODULE.resolve(host).resolve("target/tree.txt");
    Map<String, String> artifacts = new TreeMap<>();
    Matcher lines = RESOLVED.matcher(Files.readString(tree));
    while (lines.find()) {
      artifacts.put(lines.group(1), lines.group(2));
    }
    return artifacts;
  }

  /** What {@code messaging-dependencies} says. */
  private static Map<String, String> versionsForHosts() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    dependencies(Files.readString(ROOT.resolve("messaging-api/dependencies/pom.xml")))
        .forEach((artifact, rest) -> versions.put(artifact, version(rest)));
    return versions;
  }

  private static Map<String, String> licences(Map<String, String> versions) throws Exception {
    Licences licences =
        new Licences(ClassPaths.ofTests("slf4j-api").get(0), "org.slf4j"); // any of the repository
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, String> one : foreign(versions).entrySet()) {
      found.put(one.getKey(), licences.of(one.getKey(), one.getValue()));
    }
    return found;
  }

  private static Map<String, String> foreign(Map<String, String> artifacts) {
    Map<String, String> foreign = new TreeMap<>(artifacts);
    foreign.keySet().removeIf(artifact -> artifact.startsWith(OURS));
    return foreign;
  }

  /** By artifact, the rest of what a POM says of it. */
  private static Map<String, String> dependencies(String pom) {
    Map<String, String> found = new TreeMap<>();
    Matcher dependencies = DEPENDENCY.matcher(pom);
    while (dependencies.find()) {
      found.merge(
          dependencies.group(1) + ":" + dependencies.group(2),
          dependencies.group(3),
          String::concat); // of another type as well
    }
    return found;
  }

  private static String version(String dependency) {
    Matcher version = VERSION.matcher(dependency);
    return version.find() ? version.group(1) : "";
  }

  /** A version that may be the name of a property. */
  private static String resolved(String version, String pom) {
    if (!version.startsWith("${")) {
      return version;
    }
    String name = version.substring(2, version.length() - 1);
    Matcher value =
        Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(Pattern.quote(name))).matcher(pom);
    return value.find() ? value.group(1) : version;
  }
}
