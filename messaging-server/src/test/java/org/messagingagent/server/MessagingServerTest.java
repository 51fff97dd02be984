package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.cluster.NodeConfig;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.Await;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;

@Timeout(60)
class MessagingServerTest {

  private static final String NS = "http://www.superoffice.net/ws/crm/NetServer/Services87";

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<IncomingMessage> handled = new LinkedBlockingQueue<>();

  @Test
  void messageGoesInOverSoapAndComesOutAtItsPlugin() throws Exception {
    try (MessagingServer server = start()) {
      String ticket = logOn(server, "crm", "correct horse");
      assertThat(createMessage(server, ticket, "hello").statusCode()).isEqualTo(200);
      assertThat(handled.take().content()).isEqualTo("hello");
    }
  }

  @Test
  void whatIsNotHandledWhenTheServerStopsIsHandledAfterTheNextStart() throws Exception {
    try (MessagingServer server =
        builder().plugin(new TestPlugin("sms", retrying())).port(0).start()) {
      createMessage(server, logOn(server, "crm", "correct horse"), "patient");
    }
    try (MessagingServer server = start()) {
      assertThat(server.address().getPort()).isPositive();
      assertThat(handled.take().content()).isEqualTo("patient");
    }
  }

  @Test
  void firstUserIsAdminWithAGeneratedPasswordInAFile() throws Exception {
    try (MessagingServer server =
        MessagingServer.builder().dataDirectory(directory.resolve("data")).port(0).start()) {
      Path file = server.initialPasswordFile().orElseThrow();
      assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
      assertThat(logOn(server, "admin", Files.readString(file).strip())).startsWith("7T:");
    }
  }

  @Test
  void configuredUserIsMadeOnlyWhereThereIsNone() throws Exception {
    start().close();
    try (MessagingServer server = builder().user("other", "another password").port(0).start()) {
      assertThat(logOnReply(server, "other", "another password")).contains(">false<");
      assertThat(logOn(server, "crm", "correct horse")).startsWith("7T:");
    }
  }

  @Test
  void secondServerOnTheSameDirectoryIsRefusedAndTheFirstGoesOn() throws Exception {
    try (MessagingServer server = start()) {
      assertThatThrownBy(() -> builder().port(0).start())
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(directory.resolve("data").toString());
      assertThat(logOn(server, "crm", "correct horse")).startsWith("7T:");
    }
  }

  @Test
  void serverThatCannotHaveItsPortLetsGoOfItsDirectory() throws Exception {
    try (MessagingServer other = start()) {
      int taken = other.address().getPort();
      MessagingServerBuilder unlucky =
          MessagingServer.builder()
              .dataDirectory(directory.resolve("second"))
              .user("crm", "correct horse")
              .port(taken);
      assertThatThrownBy(unlucky::start).hasMessageContaining(Integer.toString(taken));
      unlucky.port(0).start().close();
    }
  }

  @Test
  void stopLeavesNoThreadOfItsOwn() throws Exception {
    try (MessagingServer server = start()) {
      createMessage(server, logOn(server, "crm", "correct horse"), "hello");
      handled.take();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(Thread::isAlive)
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("messaging-") || name.startsWith("http-"));
  }

  @Test
  void serverThatWaitsForABalancerSaysThatItIsNotReadyAndTakesRequestsStill() throws Exception {
    NodeConfig patient =
        new NodeConfig(Optional.empty(), Duration.ofSeconds(9), Duration.ofMinutes(5));
    IncomingHandler handler =
        message -> {
          handled.add(message);
          return HandleOutcome.handled();
        };
    MessagingServer server =
        builder().plugin(new TestPlugin("sms", handler)).node(patient).port(0).start();
    Thread stop = new Thread(server::close, "stop");
    try {
      String ticket = logOn(server, "crm", "correct horse");
      assertThat(ready(server)).isEqualTo(200);
      stop.start();
      Await.until("the server is not ready any more", () -> ready(server) == 503);
      assertThat(createMessage(server, ticket, "late").statusCode()).isEqualTo(200);
      assertThat(handled.take().content()).isEqualTo("late");
      assertThat(stop.isAlive()).isTrue();
    } finally {
      stop.interrupt(); // the rest of the five minutes
      stop.join();
    }
  }

  private int ready(MessagingServer server) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/health/ready")).build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private MessagingServer start() {
    IncomingHandler handler =
        message -> {
          handled.add(message);
          return HandleOutcome.handled();
        };
    return builder().plugin(new TestPlugin("sms", handler)).port(0).start();
  }

  private MessagingServerBuilder builder() {
    return MessagingServer.builder()
        .dataDirectory(directory.resolve("data"))
        .user("crm", "correct horse");
  }

  private static IncomingHandler retrying() {
    return message -> HandleOutcome.retry("not now");
  }

  private String logOn(MessagingServer server, String user, String password) throws Exception {
    Matcher ticket = Pattern.compile("Ticket>([^<]+)<").matcher(logOnReply(server, user, password));
    assertThat(ticket.find()).isTrue();
    return ticket.group(1);
  }

  private String logOnReply(MessagingServer server, String user, String password) throws Exception {
    return post(
            server,
            "SoPrincipal",
            "",
            "<AuthenticateUsernamePassword xmlns='%s'><UserName>%s</UserName><Password>%s</Password></AuthenticateUsernamePassword>"
                .formatted(NS, user, password))
        .body();
  }

  private HttpResponse<String> createMessage(MessagingServer server, String ticket, String content)
      throws Exception {
    return post(
        server,
        "Messaging",
        "<Credentials xmlns='%s'><Ticket>%s</Ticket></Credentials>".formatted(NS, ticket),
        "<CreateMessage xmlns='%s'><IncomingMessage><Content>%s</Content><Plugin>sms</Plugin></IncomingMessage></CreateMessage>"
            .formatted(NS, content));
  }

  private HttpResponse<String> post(
      MessagingServer server, String service, String header, String body)
      throws IOException, InterruptedException {
    URI address = server.address().resolve("/Remote/Services87/" + service + ".svc");
    String envelope =
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header>%s</s:Header><s:Body>%s</s:Body></s:Envelope>"
            .formatted(header, body);
    return http.send(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "text/xml; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(envelope))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
