package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;

/**
 * Text is kept exactly, character by character, on the whole way: over real HTTP, through the
 * database on disk, to the plugin and into the file of the file plugin; and back.
 */
class TextTest {

  private static final int LONG = 100_000;

  private static Path directory;
  private static LocalServer server;
  private static JsonLines handled;

  @BeforeContainer
  static void start() throws IOException {
    directory = Files.createTempDirectory("text");
    server =
        LocalServer.in(
            directory,
            builder ->
                builder
                    .plugins(PluginsConfig.DEFAULTS)
                    .pluginSettings("file", Map.of("directory", directory.toString())));
    handled = new JsonLines(directory.resolve("handled.jsonl"));
  }

  @AfterContainer
  static void stop() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 100)
  void whatACallerSendsIsWhatThePluginGets(
      @ForAll("xmlTexts") String content,
      @ForAll("xmlTexts") String to,
      @ForAll("xmlTexts") String from,
      @ForAll("shortTexts") String session)
      throws Exception {
    server
        .createMessage(new Incoming(to, from, content, "", session, LocalServer.PLUGIN))
        .requireSuccess();

    IncomingMessage got = Recorder.next(server.plugin.handled);
    assertThat(got.content()).isEqualTo(content);
    assertThat(got.to()).isEqualTo(to);
    assertThat(got.from()).isEqualTo(from);
    assertThat(got.sessionKey().orElse("")).isEqualTo(session);
  }

  @Property(tries = 60)
  void whatACallerSendsIsWhatTheFileHolds(
      @ForAll("xmlTexts") String content,
      @ForAll("xmlTexts") String to,
      @ForAll("shortTexts") String session)
      throws Exception {
    server.createMessage(new Incoming(to, "", content, "", session, "file")).requireSuccess();

    JsonNode line = nextLine();
    assertThat(line.path("content").asText()).isEqualTo(content);
    assertThat(line.path("to").asText()).isEqualTo(to);
    assertThat(line.path("sessionKey").asText("")).isEqualTo(session);
  }

  @Property(tries = 5)
  void longTextsAreKeptAsWell(@ForAll("xmlTexts") String piece) throws Exception {
    String content = (piece + "x").repeat(LONG / (piece.length() + 1) + 1);

    server.createMessage(Incoming.to(LocalServer.PLUGIN, content)).requireSuccess();
    server.createMessage(Incoming.to("file", content)).requireSuccess();

    assertThat(Recorder.next(server.plugin.handled).content()).isEqualTo(content);
    assertThat(nextLine().path("content").asText()).isEqualTo(content);
  }

  @Property(tries = 60)
  void whatACallerSendsOutIsWhatTheGatewayGets(@ForAll("xmlTexts") String content)
      throws Exception {
    server.sendMessages(content, content + content);

    List<String> got =
        List.of(
            Recorder.next(server.plugin.sent).content(),
            Recorder.next(server.plugin.sent).content());
    assertThat(got).containsExactlyInAnyOrder(content, content + content);
  }

  @Property(tries = 60)
  void whatAGatewayReportsIsWhatTheCallerReads(@ForAll("xmlTexts") String description)
      throws Exception {
    int id = server.sendMessages("reported").get(0).messagingId();
    OutgoingMessage sent = Recorder.next(server.plugin.sent);

    server.setDeliveryStatus(Recorder.externalId(sent), 3, description).requireSuccess();

    assertThat(server.status(id).description()).isEqualTo(description);
  }

  private static JsonNode nextLine() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < deadline) {
      Optional<JsonNode> line = handled.more().stream().findFirst();
      if (line.isPresent()) {
        return line.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    throw new AssertionError("Nothing came into the file");
  }

  @Provide
  Arbitrary<String> xmlTexts() {
    return pieces().list().ofMaxSize(60).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> shortTexts() {
    return pieces().list().ofMaxSize(12).map(list -> String.join("", list));
  }

  private static Arbitrary<String> pieces() {
    Arbitrary<String> characters =
        Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0x20, 0x7E)),
                Tuple.of(2, Arbitraries.of(0x9, 0xA, 0xD, 0x7F, 0x85, 0xA0, 0x2028, 0xFEFF)),
                Tuple.of(2, Arbitraries.integers().between(0x80, 0xD7FF)),
                Tuple.of(1, Arbitraries.integers().between(0xE000, 0xFFFD)),
                Tuple.of(2, Arbitraries.integers().between(0x10000, 0x10FFFF)))
            .map(Character::toString);
    return Arbitraries.frequencyOf(
        Tuple.of(9, characters),
        Tuple.of(
            1,
            Arbitraries.of(
                "\r\n",
                "\r",
                "]]>",
                "<![CDATA[",
                "&amp;",
                "<b>",
                "  ",
                "\uD83D\uDE00",
                "\\u0000")));
  }
}
