package org.messagingagent.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A web application as a directory, and all that it needs, as Maven resolves it. */
final class WebArchive {

  private static final String WEB_XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
        <context-param>
          <param-name>messaging.data-directory</param-name>
          <param-value>%s</param-value>
        </context-param>
        <listener>
          <listener-class>%s</listener-class>
        </listener>
      </web-app>
      """;

  private final Path war;

  private WebArchive(Path war) {
    this.war = war;
  }

  /** Makes it, of the classes of these applications. */
  static WebArchive make(Path war, Class<?>... listeners) throws IOException {
    Path libraries = Files.createDirectories(war.resolve("WEB-INF/lib"));
    for (Path library : ClassPaths.withServer()) {
      ClassPaths.putAsJar(library, libraries);
    }
    for (Path library : ClassPaths.ofTests("sqlite-jdbc", "logback-classic", "logback-core")) {
      ClassPaths.putAsJar(library, libraries);
    }
    for (Class<?> listener : listeners) {
      copy(listener, war.resolve("WEB-INF/classes"));
    }
    Files.writeString(
        war.resolve("WEB-INF/classes/logback.xml"),
        Files.readString(ClassPaths.testClasses().resolve("war-logback.xml")));
    return new WebArchive(war);
  }

  /**
   * Says which of its applications it is from now on.
   *
   * @param data where its messages are to be
   * @return its directory
   */
  Path as(Class<?> listener, Path data) throws IOException {
    Files.writeString(war.resolve("WEB-INF/web.xml"), WEB_XML.formatted(data, listener.getName()));
    return war;
  }

  private static void copy(Class<?> listener, Path classes) throws IOException {
    Path directory = Path.of(listener.getPackageName().replace('.', '/'));
    Path target = Files.createDirectories(classes.resolve(directory));
    try (Stream<Path> files = Files.list(ClassPaths.testClasses().resolve(directory))) {
      for (Path file : List.copyOf(files.toList())) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }
}
