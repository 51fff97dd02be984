package org.messagingagent.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.messagingagent.hosts.examples.war.MessagingApplication;

/** A web application as a directory: the example, and all that it needs, as Maven resolves it. */
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

  private WebArchive() {}

  /**
   * Makes it.
   *
   * @param data where its messages are to be
   */
  static void make(Path war, Path data) throws IOException {
    Path libraries = Files.createDirectories(war.resolve("WEB-INF/lib"));
    for (Path library : ClassPaths.withServer()) {
      ClassPaths.putAsJar(library, libraries);
    }
    for (Path library : ClassPaths.ofTests("sqlite-jdbc", "logback-classic", "logback-core")) {
      ClassPaths.putAsJar(library, libraries);
    }
    copy(examples(), war.resolve("WEB-INF/classes"));
    Files.writeString(
        war.resolve("WEB-INF/classes/logback.xml"),
        Files.readString(ClassPaths.testClasses().resolve("war-logback.xml")));
    Files.writeString(
        war.resolve("WEB-INF/web.xml"),
        WEB_XML.formatted(data, MessagingApplication.class.getName()));
  }

  private static Path examples() {
    return Path.of(MessagingApplication.class.getPackageName().replace('.', '/'));
  }

  private static void copy(Path directory, Path classes) throws IOException {
    Path target = Files.createDirectories(classes.resolve(directory));
    try (Stream<Path> files = Files.list(ClassPaths.testClasses().resolve(directory))) {
      for (Path file : List.copyOf(files.toList())) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }
}
