package org.messagingagent.plugin.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.SendOutcome;

class FilePluginTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @TempDir Path directory;

  @Test
  void writesIncomingMessageAsOneLine() throws Exception {
    try (FileChannels channel = open()) {
      IncomingMessage message =
          TestMessages.inSession(TestMessages.incoming("file", 42, "Hello"), "s-1", 7);
      assertThat(channel.handle(TestMessages.attempt(message, 3)))
          .isEqualTo(HandleOutcome.handled());
    }
    assertThat(Files.readString(handled()))
        .isEqualTo(
            "{\"messageId\":42,\"plugin\":\"file\",\"from\":\"+4790000001\",\"to\":\"+4790000002\","
                + "\"content\":\"Hello\",\"format\":\"\",\"sessionKey\":\"s-1\","
                + "\"parentMessagingId\":7,\"receivedAt\":\"2026-01-02T03:04:05.678Z\","
                + "\"attempt\":3}\n");
  }

  @Test
  void writesOutgoingMessageAsOneLine() throws Exception {
    OutgoingMessage message =
        new OutgoingMessage(
            5, "Shop", "+47", "Hi", "sms/160", OptionalInt.of(4), Optional.of("s-2"), 1);
    try (FileChannels channel = open()) {
      assertThat(channel.send(message)).isEqualTo(SendOutcome.sent("file-5"));
    }
    assertThat(Files.readString(sent()))
        .isEqualTo(
            "{\"messagingId\":5,\"plugin\":\"file\",\"from\":\"Shop\",\"to\":\"+47\","
                + "\"content\":\"Hi\",\"format\":\"sms/160\",\"parentMessagingId\":4,"
                + "\"suggestedSessionKey\":\"s-2\",\"sentAt\":\"2026-11-23T10:00:00Z\","
                + "\"attempt\":1,\"externalId\":\"file-5\"}\n");
  }

  @Test
  void writesNullForWhatIsAbsent() throws Exception {
    try (FileChannels channel = open()) {
      channel.handle(TestMessages.incoming("file", 1, ""));
      channel.send(TestMessages.outgoing(1, ""));
    }
    assertThat(JsonLines.read(handled()).get(0))
        .contains(entry("sessionKey", null), entry("parentMessagingId", null));
    assertThat(JsonLines.read(sent()).get(0))
        .contains(entry("suggestedSessionKey", null), entry("parentMessagingId", null));
  }

  @Test
  void keepsEveryTextExactlyOnOneLine() throws Exception {
    List<String> texts =
        List.of(
            "line\r\nbreaks\nand\ttabs",
            "\"quotes\" \\ / <markup/> &amp;",
            "\u0085\u2028\u2029\uFEFF\uFFFD\u007F\u009F",
            "astral \uD83D\uDE00\uDBFF\uDFFD",
            "long ".repeat(100_000),
            "日本 ".repeat(50_000));
    try (FileChannels channel = open()) {
      for (int i = 0; i < texts.size(); i++) {
        channel.handle(TestMessages.incoming("file", i + 1, texts.get(i)));
      }
    }
    assertThat(JsonLines.read(handled()))
        .extracting(line -> line.get("content"))
        .containsExactlyElementsOf(texts);
  }

  @Test
  void writesToTheDirectoryAndFilesAskedFor() throws Exception {
    Path elsewhere = directory.resolve("a/b");
    Map<String, String> settings =
        Map.of(
            "directory", elsewhere.toString(),
            "incoming-file", "in.jsonl",
            "outgoing-file", "out.jsonl");
    try (FileChannels channel = open(settings)) {
      channel.handle(TestMessages.incoming("file", 1, "a"));
      channel.send(TestMessages.outgoing(1, "a"));
    }
    assertThat(elsewhere.resolve("in.jsonl")).isNotEmptyFile();
    assertThat(elsewhere.resolve("out.jsonl")).isNotEmptyFile();
  }

  @Test
  void makesFilesThatNobodyElseCanRead() throws Exception {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    open().close();
    assertThat(Files.getPosixFilePermissions(handled()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(sent()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void appendsAfterRestart() throws Exception {
    for (int start = 1; start <= 2; start++) {
      try (FileChannels channel = open()) {
        channel.handle(TestMessages.incoming("file", start, "a"));
      }
    }
    assertThat(JsonLines.read(handled()))
        .extracting(line -> line.get("messageId"))
        .containsExactly(1L, 2L);
  }

  @Test
  void endsLineThatCrashLeftTorn() throws Exception {
    Files.writeString(handled(), "{\"messageId\":1}\n{\"messageId\":2,\"con");
    try (FileChannels channel = open()) {
      channel.handle(TestMessages.incoming("file", 2, "a"));
    }
    List<String> lines = Files.readAllLines(handled());
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo("{\"messageId\":2,\"con");
    assertThat(lines.get(2)).startsWith("{\"messageId\":2,\"plugin\"");
  }

  @Test
  void goesToNewFileOnceTheOldOneWasMovedAway() throws Exception {
    Path rotated = directory.resolve("handled.jsonl.1");
    try (FileChannels channel = open()) {
      channel.handle(TestMessages.incoming("file", 1, "a"));
      Files.move(handled(), rotated);
      channel.handle(TestMessages.incoming("file", 2, "a"));
      Files.delete(handled());
      channel.handle(TestMessages.incoming("file", 3, "a"));
    }
    assertThat(JsonLines.read(rotated)).extracting(l -> l.get("messageId")).containsExactly(1L);
    assertThat(JsonLines.read(handled())).extracting(l -> l.get("messageId")).containsExactly(3L);
  }

  @Test
  void goesOnInFileThatWasTruncated() throws Exception {
    try (FileChannels channel = open()) {
      channel.handle(TestMessages.incoming("file", 1, "a"));
      Files.newByteChannel(
              handled(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
      channel.handle(TestMessages.incoming("file", 2, "a"));
    }
    assertThat(JsonLines.read(handled())).extracting(l -> l.get("messageId")).containsExactly(2L);
  }

  @Test
  void asksForAnotherAttemptWhileTheDirectoryIsGone() throws Exception {
    Path place = Files.createDirectory(directory.resolve("place"));
    try (FileChannels channel = open(Map.of("directory", place.toString()))) {
      Path away = directory.resolve("away");
      Files.move(place, away);
      assertThat(channel.handle(TestMessages.incoming("file", 1, "a")).kind())
          .isEqualTo(HandleOutcome.Kind.RETRY);
      assertThat(channel.send(TestMessages.outgoing(1, "a")))
          .isEqualTo(SendOutcome.retry("The file cannot be written at the moment."));
      Files.move(away, place);
      assertThat(channel.handle(TestMessages.incoming("file", 1, "a")))
          .isEqualTo(HandleOutcome.handled());
      assertThat(channel.send(TestMessages.outgoing(1, "a"))).isEqualTo(SendOutcome.sent("file-1"));
    }
  }

  @Test
  void asksForAnotherAttemptWhereTheDiskIsFull() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full here");
    Files.createSymbolicLink(handled(), full);
    Files.createSymbolicLink(sent(), full);
    try (FileChannels channel = open()) {
      HandleOutcome outcome = channel.handle(TestMessages.incoming("file", 1, "a"));
      assertThat(outcome.kind()).isEqualTo(HandleOutcome.Kind.RETRY);
      assertThat(outcome.reason()).contains("No space left on device");
      assertThat(channel.send(TestMessages.outgoing(1, "a")).kind())
          .isEqualTo(SendOutcome.Kind.RETRY);
    } finally {
      Files.delete(handled());
      Files.delete(sent());
    }
  }

  @Test
  void refusesToOpenWhereItCannotWrite() throws Exception {
    Files.createDirectory(handled());
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(this::open)
        .withMessageContaining(handled().toString());
  }

  @Test
  void answersTryAgainOnceItIsClosed() throws Exception {
    FileChannels channel = open();
    channel.close();
    assertThat(channel.handle(TestMessages.incoming("file", 1, "a")))
        .isEqualTo(HandleOutcome.retry("The file is closed"));
  }

  private FileChannels open() throws Exception {
    return open(Map.of());
  }

  private FileChannels open(Map<String, String> settings) throws Exception {
    return (FileChannels)
        TestPluginContext.of(new FilePlugin(), directory)
            .withSettings(settings)
            .withClock(Clock.fixed(NOW, ZoneOffset.UTC))
            .open();
  }

  private Path handled() {
    return directory.resolve("handled.jsonl");
  }

  private Path sent() {
    return directory.resolve("sent.jsonl");
  }
}
