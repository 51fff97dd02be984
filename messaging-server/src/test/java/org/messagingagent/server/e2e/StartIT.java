package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;

/** How the packaged server starts, refuses to start, and stops. */
final class StartIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();

  @Test
  void lastLineOnStandardOutputSaysWhereTheServerIsReady() throws Exception {
    ServerSetup setup = ServerSetup.in(directory);
    try (ServerProcess first = setup.start()) {
      System.out.printf("StartIT: ready after %d ms on an empty directory%n", millis(first));
      URI address = first.address();
      assertThat(first.stdout().lines().reduce((a, b) -> b))
          .contains("Messaging agent ready at " + address);
      assertThat(get(address.resolve("/health/live"))).isEqualTo(200);
      assertThat(get(address.resolve("/health/ready"))).isEqualTo(200);
      assertThat(first.terminate()).isZero();
      assertThat(first.stderr()).as("what newer JDKs complain of").doesNotContain("WARNING:");
    }
    try (ServerProcess second = setup.start()) {
      System.out.printf("StartIT: ready after %d ms the second time%n", millis(second));
      assertThat(second.terminate()).isZero();
    }
  }

  @Test
  void sigtermUnderLoadLosesNothingAndEndsWithZero() throws Exception {
    ServerSetup setup = ServerSetup.in(directory);
    Shift shift = new Shift();
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (ServerProcess server = setup.start()) {
      String ticket = soap.logOn(server.address());
      shift.opens(server.address());
      List<Thread> senders =
          List.of("a", "b", "c").stream()
              .map(name -> new Thread(() -> send(name, shift, ticket, acknowledged), name))
              .toList();
      senders.forEach(Thread::start);
      shift.awaitAnswers(200);
      shift.willBeKilled();
      assertThat(server.terminate()).as(server.output()).isZero();
      shift.ends();
      for (Thread sender : senders) {
        sender.join(LIMIT.toMillis());
      }
    }
    Set<String> missing = new HashSet<>(acknowledged);
    JsonLines handled = new JsonLines(setup.dataDirectory().resolve("handled.jsonl"));
    try (ServerProcess server = setup.start()) {
      server.await(
          "every acknowledged message is handled",
          LIMIT,
          () -> {
            handled.more().forEach(line -> missing.remove(line.path("content").asText()));
            return missing.isEmpty();
          });
      assertThat(handled.torn()).isEmpty();
      Set<Long> ids = new HashSet<>();
      handled
          .lines()
          .forEach(
              line ->
                  assertThat(ids.add(line.path("messageId").asLong()))
                      .as("handled twice across an orderly stop: %s", line)
                      .isTrue());
    }
  }

  private void send(String name, Shift shift, String ticket, Set<String> acknowledged) {
    for (int n = 0; !shift.isOver(); n++) {
      Incoming message = Incoming.to("file", name + "-" + n);
      shift
          .once(server -> soap.createMessage(server, ticket, message, Optional.empty()))
          .filter(Reply::succeeded)
          .ifPresent(reply -> acknowledged.add(message.content()));
    }
  }

  @Test
  void portInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      refuses(ServerSetup.in(directory).with("MESSAGING_HTTP_PORT", port), port);
    }
  }

  @Test
  void secondServerOnTheSameDataIsRefusedAndTheFirstGoesOn() throws Exception {
    ServerSetup setup = ServerSetup.in(directory);
    try (ServerProcess first = setup.start()) {
      refuses(setup, setup.dataDirectory().toString());
      String ticket = soap.logOn(first.address());
      assertThat(soap.getPlugins(first.address(), ticket)).contains("file");
    }
  }

  @Test
  void dataDirectoryThatIsAFileIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("a-file"), "");
    refuses(ServerSetup.in(directory).with("MESSAGING_DATA_DIR", file.toString()), "a-file");
  }

  @Test
  void dataDirectoryThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("a-file"), "");
    Path below = file.resolve("data");
    refuses(ServerSetup.in(directory).with("MESSAGING_DATA_DIR", below.toString()), "a-file/data");
  }

  @Test
  void dataDirectoryThatCannotBeWrittenIsNamed() throws Exception {
    Path readOnly =
        Files.createDirectory(
            directory.resolve("read-only"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeThat(Files.isWritable(readOnly)).as("we may write anywhere, as root does").isFalse();
    refuses(ServerSetup.in(directory).with("MESSAGING_DATA_DIR", readOnly.toString()), "read-only");
  }

  @Test
  void unknownSettingInAFileIsRefusedWithTheNearestOne() throws Exception {
    Path file = Files.writeString(directory.resolve("agent.properties"), "messaging.http.prot=0\n");
    String message =
        refuses(
            ServerSetup.in(directory).arguments("--config", file.toString()),
            "messaging.http.prot");
    assertThat(message).contains("messaging.http.port");
  }

  @Test
  void wrongValueIsRefusedWithItsSetting() throws Exception {
    String message =
        refuses(ServerSetup.in(directory).with("MESSAGING_HTTP_PORT", "eighty"), "eighty");
    assertThat(message.toLowerCase(java.util.Locale.ROOT).replace('_', '.'))
        .contains("messaging.http.port");
  }

  /** Starts a server that must end by itself, with a message for people that names this. */
  private static String refuses(ServerSetup setup, String named) {
    try (ServerProcess server = setup.launch()) {
      int status = server.exitStatus(LIMIT);
      String message = server.stderr();
      System.out.printf("StartIT: %s%n", message.strip());
      assertThat(status).as("exit status; %s", server.output()).isNotZero();
      assertThat(message).contains(named).doesNotContain("\tat ").doesNotContain("Exception:");
      assertThat(server.stdout()).doesNotContain("ready at");
      return message;
    }
  }

  private static long millis(ServerProcess server) {
    return server.timeToReady().toMillis();
  }

  private static int get(URI address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
