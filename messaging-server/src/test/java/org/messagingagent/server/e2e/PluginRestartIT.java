package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;

/** An operator puts a new version of a plugin in place while the packaged server is at work. */
final class PluginRestartIT {

  private static final int SESSIONS = 20;
  private static final int PAUSE_MILLIS = 20;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** What a restart may take where a call hangs, with the times that are set below. */
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(30);

  /** Writes down what it handles. Its first version hangs for ever on some messages. */
  private static final String TRACKER =
      """
      package vendor.tracker;

      import java.nio.ByteBuffer;
      import java.nio.channels.FileChannel;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.concurrent.CountDownLatch;
      import java.util.concurrent.TimeUnit;
      import org.messagingagent.spi.Channel;
      import org.messagingagent.spi.HandleOutcome;
      import org.messagingagent.spi.IncomingHandler;
      import org.messagingagent.spi.IncomingMessage;
      import org.messagingagent.spi.MessagingPlugin;
      import org.messagingagent.spi.PluginContext;

      public final class Tracker implements MessagingPlugin {

        @Override
        public String name() {
          return "tracker";
        }

        @Override
        public String version() {
          return "%1$d";
        }

        @Override
        public Channel open(PluginContext context) throws Exception {
          FileChannel log =
              FileChannel.open(
                  Path.of("handled.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          return new Work(log);
        }

        private record Work(FileChannel log) implements IncomingHandler {

          @Override
          public HandleOutcome handle(IncomingMessage message) throws Exception {
            if (message.content().startsWith("hang") && %1$d == 1) {
              write("hangs " + message.content());
              hang();
            }
            new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
            write("%1$d " + message.content() + " " + message.attempt());
            return HandleOutcome.handled();
          }

          private void write(String line) throws Exception {
            log.write(ByteBuffer.wrap((line + "\\n").getBytes(StandardCharsets.UTF_8)));
          }

          private static void hang() {
            while (true) {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                continue;
              }
            }
          }
        }
      }
      """;

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private ServerSetup setup;
  private String ticket;

  /** Hands in the messages of one session, one after the other, until it is over. */
  private final class Sender extends Thread {
    private final String session;
    private final URI server;
    private final List<String> acknowledged = new ArrayList<>();

    Sender(String session, URI server) {
      super(session);
      setDaemon(true);
      this.session = session;
      this.server = server;
    }

    @Override
    public void run() {
      try {
        do {
          String content = session + "-" + acknowledged.size();
          Reply reply =
              soap.createMessage(
                  server,
                  ticket,
                  Incoming.to("tracker", content).inSession(session),
                  Optional.empty());
          if (!reply.succeeded()) {
            refusals.add(reply.toString());
          }
          acknowledged.add(content);
        } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
      } catch (IOException | InterruptedException e) {
        refusals.add(e.toString());
      }
    }
  }

  /** A line of what the plugin wrote down. */
  private record Handled(int version, String content, int attempt) {}

  @Test
  void newVersionTakesOverUnderLoadAndNothingIsRefusedLostOrOutOfOrder() throws Exception {
    setup = ServerSetup.in(directory);
    install(1);
    try (ServerProcess server = setup.start()) {
      ticket = soap.logOn(server.address());
      List<Sender> senders =
          IntStream.range(0, SESSIONS)
              .mapToObj(i -> new Sender("session%d".formatted(i), server.address()))
              .toList();
      senders.forEach(Thread::start);
      server.await("version 1 is at work", LIMIT, () -> handledBy(1) >= 200);

      install(2);
      assertThat(command("plugins", "restart", "tracker"))
          .contains("version 2 from ", "took the place of version 1");
      int handledBefore = handledBy(1);
      server.await("version 2 is at work", LIMIT, () -> handledBy(2) >= 200);
      over.countDown();
      Map<String, List<String>> acknowledged = new HashMap<>();
      for (Sender sender : senders) {
        sender.join(LIMIT.toMillis());
        assertThat(sender.isAlive()).as("%s still sends", sender.session).isFalse();
        acknowledged.put(sender.session, sender.acknowledged);
      }
      int count = acknowledged.values().stream().mapToInt(List::size).sum();
      server.await("all are handled", LIMIT, () -> handled().size() >= count);

      System.out.printf(
          "PluginRestartIT: %d messages, %d handled by version 1, %d by version 2%n",
          count, handledBy(1), handledBy(2));
      assertThat(refusals).isEmpty();
      assertThat(handledBy(1)).as("handled by version 1 in the end").isEqualTo(handledBefore);
      assertThat(sessions()).isEqualTo(acknowledged);
      assertThat(handled()).extracting(Handled::attempt).containsOnly(1);
      assertThat(listed().path("version").asText()).isEqualTo("2");
      assertThat(listed().path("state").asText()).isEqualTo("running");
      assertThat(server.terminate()).isZero();
    }
    assertThat(handled()).extracting(Handled::content).doesNotHaveDuplicates();
  }

  @Test
  void restartLeavesACallBehindThatHangsAndItsMessageIsHandledByTheNewVersion() throws Exception {
    setup =
        ServerSetup.in(directory)
            .with("MESSAGING_DISPATCH_DRAIN_TIMEOUT", "1s")
            .with("MESSAGING_PLUGINS_CLOSE_TIMEOUT", "2s");
    install(1);
    try (ServerProcess server = setup.start()) {
      ticket = soap.logOn(server.address());
      create(server, "hang-1", "s");
      create(server, "after-it", "s");
      create(server, "beside-it", "t");
      server.await("it hangs", LIMIT, () -> text().contains("hangs hang-1\n"));
      server.await("others do not wait for it", LIMIT, () -> contents().contains("beside-it"));

      install(2);
      assertThat(command("plugins", "restart", "tracker")).contains("version 2 from ");

      server.await("its session goes on", LIMIT, () -> contents().contains("after-it"));
      assertThat(handled())
          .containsExactly(
              new Handled(1, "beside-it", 1),
              new Handled(2, "hang-1", 1),
              new Handled(2, "after-it", 1));
      assertThat(listed().path("state").asText()).isEqualTo("running");
    }
  }

  @Test
  void pauseHoldsOverARestartOfTheServerUntilThePluginIsResumed() throws Exception {
    setup = ServerSetup.in(directory);
    install(2);
    try (ServerProcess server = setup.start()) {
      ticket = soap.logOn(server.address());
      assertThat(command("plugins", "pause", "tracker")).contains("paused");
      create(server, "patient", "s");
      assertThat(listed().path("state").asText()).isEqualTo("paused");
      assertThat(server.terminate()).isZero();
    }
    try (ServerProcess server = setup.start()) {
      assertThat(listed().path("state").asText()).isEqualTo("paused");
      assertThat(handled()).isEmpty();
      assertThat(command("plugins", "resume", "tracker")).contains("messages again");
      server.await("it is handled", LIMIT, () -> !handled().isEmpty());
      assertThat(handled()).containsExactly(new Handled(2, "patient", 1));
      assertThat(listed().path("state").asText()).isEqualTo("running");
      assertThat(server.terminate()).isZero();
    }
  }

  private void create(ServerProcess server, String content, String session) throws IOException {
    soap.createMessage(
            server.address(),
            ticket,
            Incoming.to("tracker", content).inSession(session),
            Optional.empty())
        .requireSuccess();
  }

  /** Runs the packaged command line; answers what it prints. */
  private String command(String... words) {
    try (ServerProcess command = setup.run(words)) {
      assertThat(command.exitStatus(RESTART_LIMIT)).as(command.output()).isZero();
      return command.stdout();
    }
  }

  private JsonNode listed() throws IOException {
    JsonNode plugins = new ObjectMapper().readTree(command("plugins", "list", "--json"));
    return StreamSupport.stream(plugins.spliterator(), false)
        .filter(plugin -> plugin.path("name").asText().equals("tracker"))
        .findFirst()
        .orElseThrow();
  }

  /** Moved into its place: the old file stays whole for who has it open. */
  private void install(int version) throws IOException {
    Path made =
        new PluginJar()
            .compile("vendor.tracker.Tracker", TRACKER.formatted(version))
            .provides("vendor.tracker.Tracker")
            .writeTo(directory.resolve("made.jar"));
    Files.move(
        made,
        setup.pluginsDirectory().resolve("tracker.jar"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private String text() {
    Path log = directory.resolve("handled.log");
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Handled> handled() {
    return text()
        .lines()
        .filter(line -> !line.startsWith("hangs"))
        .map(line -> line.split(" "))
        .filter(words -> words.length == 3)
        .map(words -> new Handled(Integer.parseInt(words[0]), words[1], Integer.parseInt(words[2])))
        .toList();
  }

  private List<String> contents() {
    return handled().stream().map(Handled::content).toList();
  }

  private int handledBy(int version) {
    return (int) handled().stream().filter(line -> line.version() == version).count();
  }

  /** What was handled in each session, in its order. */
  private Map<String, List<String>> sessions() {
    Map<String, List<String>> sessions = new HashMap<>();
    for (String content : contents()) {
      String session = content.substring(0, content.lastIndexOf('-'));
      sessions.computeIfAbsent(session, key -> new ArrayList<>()).add(content);
    }
    return sessions;
  }
}
