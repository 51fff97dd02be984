package org.messagingagent.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.client.DeliveryStatus.Status;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.client.UnreachableException;

/** Starting, stopping, and what is left behind: nothing. */
@Timeout(60)
class LifeTest {

  private static void create(MessagingClient client, String content) {
    client.createMessage(IncomingMessage.forPlugin("sms").content(content).build());
  }

  @Test
  void aServerThatIsStoppedIsUnreachableAndComesBackAtItsAddressWithItsData() {
    try (LocalMessagingServer server = LocalMessagingServer.start("sms", "email");
        MessagingClient client = server.newClient().retries(0).build()) {
      String url = server.url();
      create(client, "before");
      int id =
          client
              .sendMessages("email", List.of(OutgoingMessage.to("x").build()))
              .get(0)
              .messagingId();
      server.stop();
      server.stop();
      assertThat(server.isRunning()).isFalse();
      assertThat(server.describe()).contains("it is stopped now");
      assertThatThrownBy(() -> create(client, "while stopped"))
          .isInstanceOf(UnreachableException.class);
      assertThat(server.received()).extracting(ReceivedMessage::content).containsExactly("before");
      server.start();
      server.start();
      assertThat(server.url()).isEqualTo(url);
      create(client, "after");
      assertThat(server.received())
          .extracting(ReceivedMessage::content)
          .containsExactly("before", "after");
      server.report(id, Status.RECEIVED);
      assertThat(client.getDeliveryStatus(List.of(id)).get(0).status()).isEqualTo(Status.RECEIVED);
      server.restart();
      create(server.client(), "and again");
      server.stop();
      server.reset();
      assertThat(server.isRunning()).isTrue();
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenIsSaidToBeAndNothingIsLeft() throws Exception {
    Set<Path> before = temporaryDirectories();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> LocalMessagingServer.builder().port(other.getLocalPort()).start().close())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("Port %d cannot be had".formatted(other.getLocalPort()));
    }
    assertThatThrownBy(() -> LocalMessagingServer.builder().plugins("not a name!").start().close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Plugin 'not a name!' did not start");
    assertThatThrownBy(() -> LocalMessagingServer.start("sms", "sms").close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[sms, sms]");
    assertThat(temporaryDirectories()).isEqualTo(before);
  }

  @Test
  void severalServersRunSideBySideAndLeaveNothingBehind() throws Exception {
    Set<Path> filesBefore = temporaryDirectories();
    Set<Thread> threadsBefore = threads();
    useTwo(filesBefore.size());
    assertThat(temporaryDirectories()).isEqualTo(filesBefore);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!threadsBefore.containsAll(threads()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(threadsBefore).containsAll(threads());
  }

  @Test
  void itNeedsNoDriverInTheJdksList() throws Exception {
    try (LocalMessagingServer server = LocalMessagingServer.start("sms")) {
      Driver driver = DriverManager.getDriver("jdbc:sqlite:"); // another server took it out
      DriverManager.deregisterDriver(driver);
      try {
        create(server.client(), "x");
        assertThat(server.received()).hasSize(1);
      } finally {
        DriverManager.registerDriver(driver);
      }
    }
  }

  private static void useTwo(int filesBefore) throws Exception {
    try (LocalMessagingServer one = LocalMessagingServer.start("sms");
        LocalMessagingServer two = LocalMessagingServer.start("sms")) {
      create(one.client(), "to one");
      create(two.client(), "to two");
      one.nextCall(Fault.silent());
      CompletableFuture<Void> unanswered =
          CompletableFuture.runAsync(() -> create(one.client(), "lost"));
      one.awaitReceived(message -> message.content().equals("lost"));
      assertThat(one.url()).isNotEqualTo(two.url());
      assertThat(one.received()).extracting(ReceivedMessage::content).contains("to one", "lost");
      assertThat(two.received()).extracting(ReceivedMessage::content).containsExactly("to two");
      assertThat(temporaryDirectories()).hasSize(filesBefore + 2);
      one.close();
      one.close();
      assertThat(unanswered.handle((nothing, failure) -> failure).get(20, TimeUnit.SECONDS))
          .isNotNull();
      assertThatThrownBy(one::client).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(one::start).isInstanceOf(IllegalStateException.class);
    }
  }

  /** But for those of HTTP clients of the JDK 17, which end some seconds after they are garbage. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().matches("HttpClient-\\d+-SelectorManager"))
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"))
        .filter(thread -> !thread.getName().matches("Common-Cleaner|process reaper"))
        .collect(Collectors.toSet());
  }

  private static Set<Path> temporaryDirectories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("messaging-testkit-"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
