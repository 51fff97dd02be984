package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.MessagingPlugin;

/** The executable JAR as a whole: what was merged into one has to fit together. */
final class DistributionIT {

  private static final String SERVICES = "META-INF/services/";

  @Test
  void everyProviderThatAServiceFileNamesIsInTheJarAndLoads() throws Exception {
    try (JarFile jar = new JarFile(ServerSetup.jar().toFile());
        URLClassLoader loader =
            new URLClassLoader(
                new URL[] {ServerSetup.jar().toUri().toURL()},
                ClassLoader.getPlatformClassLoader())) {
      Map<String, List<String>> services = services(jar);
      assertThat(services).containsKey(MessagingPlugin.class.getName());
      List<String> problems = new ArrayList<>();
      services.forEach(
          (service, providers) ->
              providers.forEach(
                  provider -> problem(jar, loader, service, provider).ifPresent(problems::add)));
      assertThat(problems).isEmpty();
    }
  }

  @Test
  void pluginsOfTheProjectAreBuiltIn() throws Exception {
    try (JarFile jar = new JarFile(ServerSetup.jar().toFile())) {
      assertThat(services(jar).get(MessagingPlugin.class.getName()))
          .containsExactlyInAnyOrder(
              "org.messagingagent.plugin.file.FilePlugin",
              "org.messagingagent.plugin.discard.DiscardPlugin",
              "org.messagingagent.plugin.httpsms.HttpSmsPlugin",
              "org.messagingagent.plugin.smpp.SmppPlugin",
              "org.messagingagent.plugin.smtp.SmtpPlugin",
              "org.messagingagent.plugin.webhook.WebhookPlugin");
    }
  }

  @Test
  void noServiceIsNamedTwiceAndNoSignatureIsLeft() throws Exception {
    try (JarFile jar = new JarFile(ServerSetup.jar().toFile())) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();
      assertThat(names).doesNotHaveDuplicates();
      assertThat(names).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"));
      services(jar)
          .forEach(
              (service, providers) ->
                  assertThat(providers).as(service).doesNotHaveDuplicates().isNotEmpty());
    }
  }

  @Test
  void manifestLetsItRunOnNewerJavaWithoutWarnings() throws Exception {
    try (JarFile jar = new JarFile(ServerSetup.jar().toFile())) {
      Attributes main = jar.getManifest().getMainAttributes();
      assertThat(main.getValue("Main-Class")).isEqualTo("org.messagingagent.server.cli.Main");
      assertThat(main.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
      assertThat(main.getValue("Multi-Release")).isEqualTo("true");
      assertThat(main.getValue("Implementation-Version")).isNotBlank();
    }
  }

  /** What is wrong with a provider; one for a framework that is not in the JAR is only there. */
  private static Optional<String> problem(
      JarFile jar, ClassLoader loader, String service, String provider) {
    if (jar.getEntry(provider.replace('.', '/') + ".class") == null) {
      return Optional.of("%s for %s is not in the JAR".formatted(provider, service));
    }
    Class<?> asked;
    try {
      asked = Class.forName(service, false, loader);
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
    try {
      return asked.isAssignableFrom(Class.forName(provider, false, loader))
          ? Optional.empty()
          : Optional.of("%s is no %s".formatted(provider, service));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of("%s for %s does not load: %s".formatted(provider, service, e));
    }
  }

  private static Map<String, List<String>> services(JarFile jar) throws IOException {
    Map<String, List<String>> services = new HashMap<>();
    for (JarEntry entry : jar.stream().toList()) {
      String name = entry.getName();
      if (name.startsWith(SERVICES) && !entry.isDirectory()) {
        try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
          List<String> providers =
              lines
                  .lines()
                  .map(line -> line.replaceFirst("#.*", "").strip())
                  .filter(line -> !line.isEmpty())
                  .toList();
          services.put(name.substring(SERVICES.length()), providers);
        }
      }
    }
    return services;
  }
}
