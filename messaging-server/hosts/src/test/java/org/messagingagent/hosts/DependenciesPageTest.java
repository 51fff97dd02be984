package org.messagingagent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/dependencies.md} is what Maven resolves. */
class DependenciesPageTest {

  private static final Pattern RESOLVED =
      Pattern.compile("(?m)^ +([\\w.-]+:[\\w.-]+):jar:[^:\\n]+:(compile|runtime)$");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "(?s)<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>(.*?)</dependency>");

  @Test
  void pageListsAllThatComesWithTheServer() throws IOException {
    assertThat(page().section("The server").artifacts()).isEqualTo(resolved("with-server"));
  }

  @Test
  void pageListsAllThatComesWithTheClient() throws IOException {
    assertThat(page().section("The client").artifacts()).isEqualTo(resolved("with-client"));
  }

  @Test
  void pageListsAllThatComesWithThePlugins() throws IOException {
    assertThat(page().section("The plugins").artifacts()).isEqualTo(resolved("with-plugins"));
  }

  @Test
  void pageListsAllThatIsLeftToTheHost() throws IOException {
    Set<String> left = new TreeSet<>();
    Matcher dependencies =
        DEPENDENCY.matcher(Files.readString(ClassPaths.MODULE.resolve("../pom.xml")));
    while (dependencies.find()) {
      String rest = dependencies.group(3);
      if (rest.contains("<optional>true") || rest.contains("<scope>provided")) {
        left.add(dependencies.group(1) + ":" + dependencies.group(2));
      }
    }
    assertThat(page().section("What a host adds itself").artifacts()).isEqualTo(left).isNotEmpty();
  }

  private static Page page() throws IOException {
    return Page.named("dependencies.md");
  }

  private static Set<String> resolved(String host) throws IOException {
    Path tree = ClassPaths.MODULE.resolve(host).resolve("target/tree.txt");
    Set<String> artifacts = new TreeSet<>();
    Matcher lines = RESOLVED.matcher(Files.readString(tree));
    while (lines.find()) {
      artifacts.add(lines.group(1));
    }
    return artifacts;
  }
}
