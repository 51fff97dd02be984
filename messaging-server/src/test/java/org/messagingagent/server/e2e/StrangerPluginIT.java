package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;

/** Plugins of strangers in the plugins directory: good ones work, broken ones cost a line each. */
final class StrangerPluginIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Takes both ways, and says whether it can see the server's own classes. */
  private static final String STRANGER =
      """
      package stranger;

      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.List;
      import org.messagingagent.spi.Channel;
      import org.messagingagent.spi.HandleOutcome;
      import org.messagingagent.spi.IncomingHandler;
      import org.messagingagent.spi.IncomingMessage;
      import org.messagingagent.spi.MessagingPlugin;
      import org.messagingagent.spi.OutgoingMessage;
      import org.messagingagent.spi.OutgoingSender;
      import org.messagingagent.spi.PluginContext;
      import org.messagingagent.spi.SendOutcome;

      public final class Stranger implements MessagingPlugin {

        @Override
        public String name() {
          return "stranger";
        }

        @Override
        public List<String> formats() {
          return List.of("sms/160", "text/plain");
        }

        @Override
        public Channel open(PluginContext context) {
          return new Both(Path.of("stranger.log"));
        }

        private static final class Both implements IncomingHandler, OutgoingSender {
          private final Path log;

          Both(Path log) {
            this.log = log;
          }

          @Override
          public HandleOutcome handle(IncomingMessage message) throws Exception {
            write("handled " + message.content() + " seesServer=" + seesServer());
            return HandleOutcome.handled();
          }

          @Override
          public SendOutcome send(OutgoingMessage message) throws Exception {
            write("sent " + message.content());
            return SendOutcome.sent("stranger-" + message.messagingId());
          }

          private synchronized void write(String line) throws Exception {
            Files.writeString(
                log, line + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          }

          private boolean seesServer() {
            try {
              Class.forName("org.messagingagent.server.agent.MessagingAgent");
              return true;
            } catch (ClassNotFoundException e) {
              return false;
            }
          }
        }
      }
      """;

  /** A plugin whose parts are given: name, constructor, open. */
  private static String broken(String className, String name, String constructor, String open) {
    return """
        package broken;

        import org.messagingagent.spi.Channel;
        import org.messagingagent.spi.HandleOutcome;
        import org.messagingagent.spi.IncomingHandler;
        import org.messagingagent.spi.MessagingPlugin;
        import org.messagingagent.spi.PluginContext;

        public final class %1$s implements MessagingPlugin {
          public %1$s() {
            %3$s
          }

          @Override
          public String name() {
            return %2$s;
          }

          @Override
          public Channel open(PluginContext context) {
            %4$s
          }

          static final class Helper implements IncomingHandler {
            @Override
            public HandleOutcome handle(org.messagingagent.spi.IncomingMessage message) {
              return HandleOutcome.handled();
            }
          }
        }
        """
        .formatted(className, name, constructor, open);
  }

  private static final String WORKS = "return new Helper();";

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();

  private static PluginJar brokenJar(
      String className, String name, String constructor, String open) {
    return new PluginJar()
        .compile("broken." + className, broken(className, name, constructor, open))
        .provides("broken." + className);
  }

  @Test
  void strangersPluginIsListedAndGetsItsMessagesWhateverLiesBesideIt() throws Exception {
    ServerSetup setup = ServerSetup.in(directory);
    Path plugins = setup.pluginsDirectory();
    new PluginJar()
        .compile("stranger.Stranger", STRANGER)
        .provides("stranger.Stranger")
        .writeTo(plugins.resolve("stranger-1.0.jar"));
    List<String> brokenJars = writeBrokenJars(plugins);

    try (ServerProcess server = setup.start()) {
      String ticket = soap.logOn(server.address());
      assertThat(soap.getPlugins(server.address(), ticket)).containsExactly("file", "stranger");

      Path log = directory.resolve("stranger.log");
      soap.createMessage(
              server.address(), ticket, Incoming.to("stranger", "in-1"), Optional.empty())
          .requireSuccess();
      server.await("the message is handled", LIMIT, () -> text(log).contains("handled in-1"));
      Reply reply =
          soap.sendMessages(
              server.address(), ticket, "stranger", List.of("out-1", "out-2"), Optional.empty());
      assertThat(reply.deliveryStatuses()).extracting(DeliveryStatus::status).containsExactly(1, 1);
      assertThat(text(log)).isEqualTo("handled in-1 seesServer=false\nsent out-1\nsent out-2\n");

      soap.createMessage(server.address(), ticket, Incoming.to("file", "in-2"), Optional.empty())
          .requireSuccess();
      JsonLines handled = new JsonLines(setup.dataDirectory().resolve("handled.jsonl"));
      server.await("file still works", LIMIT, () -> !handled.more().isEmpty());

      List<String> output = server.output().lines().toList();
      for (String jar : brokenJars) {
        List<String> about = output.stream().filter(line -> line.contains(jar)).toList();
        about.forEach(line -> System.out.println("StrangerPluginIT: " + line));
        assertThat(about).as("lines about %s in%n%s", jar, server.output()).hasSize(1);
      }
      assertThat(output).as("stack traces").noneMatch(line -> line.startsWith("\tat "));
      assertThat(server.terminate()).isZero();
    }
  }

  private static List<String> writeBrokenJars(Path plugins) throws Exception {
    new PluginJar()
        .file("readme.txt", "no plugin here".getBytes(StandardCharsets.UTF_8))
        .writeTo(plugins.resolve("no-service-file.jar"));
    new PluginJar().provides("broken.NotThere").writeTo(plugins.resolve("missing-class.jar"));
    brokenJar("MissesPart", "\"misses-part\"", "", WORKS)
        .without("broken.MissesPart$Helper")
        .writeTo(plugins.resolve("missing-part.jar"));
    brokenJar(
            "Throws",
            "\"throws\"",
            "if (true) { throw new IllegalStateException(\"no licence\"); }",
            WORKS)
        .writeTo(plugins.resolve("throwing-constructor.jar"));
    brokenJar(
            "FailsToOpen",
            "\"fails-to-open\"",
            "",
            "throw new IllegalStateException(\"gateway.example does not answer\");")
        .writeTo(plugins.resolve("throwing-open.jar"));
    brokenJar("OpensNothing", "\"opens-nothing\"", "", "return null;")
        .writeTo(plugins.resolve("null-channel.jar"));
    brokenJar("Twin", "\"file\"", "", WORKS).writeTo(plugins.resolve("duplicate-name.jar"));
    brokenJar("BadName", "\"no such/name\"", "", WORKS).writeTo(plugins.resolve("bad-name.jar"));
    brokenJar("NoName", "null", "", WORKS).writeTo(plugins.resolve("null-name.jar"));
    new PluginJar()
        .provides("broken.Other")
        .compile("broken.Other", "package broken; public final class Other {}")
        .writeTo(plugins.resolve("not-a-plugin.jar"));
    Files.writeString(plugins.resolve("not-a-zip.jar"), "this is no JAR");
    return List.of(
        "no-service-file.jar",
        "missing-class.jar",
        "missing-part.jar",
        "throwing-constructor.jar",
        "throwing-open.jar",
        "null-channel.jar",
        "duplicate-name.jar",
        "bad-name.jar",
        "null-name.jar",
        "not-a-plugin.jar",
        "not-a-zip.jar");
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
