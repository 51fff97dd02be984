package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.benchmark.BenchPlugins;
import org.messagingagent.server.benchmark.LoadClient;
import org.messagingagent.server.benchmark.RequestTemplate;
import org.messagingagent.server.e2e.Envelopes.Incoming;

/**
 * Messages pile up, first because their handler hangs, then because their plugin is gone; in a
 * small heap, and nobody else notices. {@code -Dbacklog.messages=1000000} piles up more.
 */
final class BacklogIT {

  private static final int MESSAGES = Integer.getInteger("backlog.messages", 20_000);
  private static final Duration LIMIT =
      Duration.ofSeconds(60).plus(Duration.ofMillis(2L * MESSAGES));

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();

  @Test
  void messagesThatWaitHinderNobodyAndAreAllHandledInTheEnd() throws Exception {
    ServerSetup setup = ServerSetup.in(directory).jvm("-Xmx256m");
    JsonLines handled = new JsonLines(setup.dataDirectory().resolve("handled.jsonl"));
    Path plugin = BenchPlugins.HOLD.installIn(setup.pluginsDirectory());
    String ticket;
    try (ServerProcess server = setup.start()) {
      ticket = soap.logOn(server.address());
      LoadClient.Result loaded = pileUp(server, ticket);
      System.out.printf("BacklogIT: piled up %,.0f/s%n", loaded.perSecond());
      othersAreHandled(server, ticket, handled, "while a handler hangs");
      server.kill();
    }

    Files.delete(plugin);
    try (ServerProcess server = setup.start()) {
      System.out.printf(
          "BacklogIT: ready after %d ms with %,d waiting for a plugin that is gone%n",
          server.timeToReady().toMillis(), MESSAGES);
      assertThat(soap.getPlugins(server.address(), ticket)).containsExactly("file");
      assertThat(messagesList(setup)).contains("waiting", "plugin 'hold' is not installed");
      othersAreHandled(server, ticket, handled, "while a plugin is gone");
      assertThat(server.terminate()).as(server.output()).isZero();
    }

    Files.deleteIfExists(directory.resolve("hold.shared"));
    BenchPlugins newVersion = BenchPlugins.COUNTER.named(BenchPlugins.HOLD.pluginName());
    newVersion.installIn(setup.pluginsDirectory());
    try (ServerProcess server = setup.start()) {
      MappedByteBuffer count = newVersion.shared(directory);
      long start = System.nanoTime();
      server.await("all are handled", LIMIT, () -> count.getLong(0) >= MESSAGES);
      System.out.printf(
          "BacklogIT: the pile is handled at %,.0f/s%n",
          MESSAGES * 1e9 / (System.nanoTime() - start));
      assertThat(server.terminate()).as(server.output()).isZero();
      assertThat(count.getLong(0)).as("handled, each once").isEqualTo(MESSAGES);
    }
  }

  private static String messagesList(ServerSetup setup) {
    try (ServerProcess command = setup.run("messages", "list", "--plugin=hold", "--limit=3")) {
      assertThat(command.exitStatus(LIMIT)).as(command.output()).isZero();
      return command.stdout();
    }
  }

  private LoadClient.Result pileUp(ServerProcess server, String ticket) throws Exception {
    URI address = server.address().resolve("/Remote/Services87/Messaging.svc");
    Envelopes envelopes = soap.envelopes();
    RequestTemplate request =
        RequestTemplate.post(
            address,
            envelopes.action("Messaging", "CreateMessage"),
            envelopes.soap11(
                Optional.of(ticket),
                Envelopes.createMessage(Incoming.to("hold", RequestTemplate.COUNTER))));
    try (LoadClient client = new LoadClient(server.address(), 16)) {
      return client.run(request, LIMIT, 0, MESSAGES).requireClean();
    }
  }

  private void othersAreHandled(
      ServerProcess server, String ticket, JsonLines handled, String content) throws Exception {
    soap.createMessage(server.address(), ticket, Incoming.to("file", content), Optional.empty())
        .requireSuccess();
    server.await(
        "another plugin's message is handled " + content,
        Duration.ofSeconds(30),
        () ->
            handled.more().stream()
                .anyMatch(line -> line.path("content").asText().equals(content)));
  }
}
