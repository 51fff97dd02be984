package org.messagingagent.server.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServlet;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.DeliveryStatus;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.agent.OutcomeUnknownException;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.server.agent.TryAgainException;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.events.MessageListener;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.PostgresFixture;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;

/** What docs/embedding.md shows, word for word, and that it works. */
@Timeout(60)
class EmbeddingExamplesTest {

  private static final Path PAGE = Path.of("../docs/embedding.md");
  private static final Path SOURCE =
      Path.of("src/test/java/org/messagingagent/server/docs/EmbeddingExamplesTest.java");

  private static final BlockingQueue<String> handled =
      new LinkedBlockingQueue<>();

  @TempDir private Path directory;

  @BeforeEach
  void forget() {
    handled.clear();
  }

  // example: plugin
  static final class PagerPlugin implements MessagingPlugin {

    @Override
    public String name() {
      return "pager";
    }

    @Override
    public Channel open(PluginContext context) {
      return new Pager();
    }
  }

  static final class Pager implements IncomingHandler, OutgoingSender {

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      handled.add(message.content());
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return SendOutcome.sent("pager-" + message.messagingId());
    }
  }

  // end

  @Test
  void firstServer() throws Exception {
    // example: ten-lines
    try (MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory)
            .port(0)
            .plugin(new PagerPlugin())
            .user("crm", "a long password")
            .start()) {
      System.out.println("Messages go to " + server.address());
      serve(server); // until the application ends
    }
    // end
  }

  private static void serve(MessagingServer server) throws Exception {
    assertThat(logOn(server.address(), "crm", "a long password")).contains("7T:");
  }

  @Test
  void agentWithoutHttp() throws Exception {
    // example: agent
    try (MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory)
            .noHttp()
            .plugin(new PagerPlugin())
            .start()) {
      Caller billing = Caller.trusted("billing");
      server
          .agent()
          .createMessage(
              billing,
              IncomingDraft.forPlugin("pager").withFrom("+4711111111").withContent("Hello"));
      List<DeliveryStatus> sent =
          server
              .agent()
              .sendMessages(
                  billing.withIdempotencyKey("invoice-4711"),
                  "pager",
                  List.of(OutgoingDraft.toAddress("+4711111111").withContent("Your invoice")));
      show(sent);
    }
    // end
    assertThat(handled.take()).isEqualTo("Hello");
  }

  private static void show(List<DeliveryStatus> sent) {
    assertThat(sent).extracting(DeliveryStatus::status).containsExactly(DeliveryStatus.SENT);
  }

  @Test
  void exceptionsSayWhatToDo() {
    MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory)
            .noHttp()
            .plugin(new PagerPlugin())
            .build();
    try (server) {
      server.start();
      IncomingDraft message = IncomingDraft.forPlugin("pager");
      assertThat(create(server, message)).isEqualTo("taken");
      assertThat(create(server, IncomingDraft.forPlugin("fax"))).startsWith("refused: PLUGIN_NOT");
      assertThat(create(server, message.withContent("other"))).startsWith("refused: IDEMPOTENCY");
    }
    assertThat(handled).containsExactly("");
  }

  private static String create(MessagingServer server, IncomingDraft message) {
    Caller billing = Caller.trusted("billing");
    // example: exceptions
    try {
      server.agent().createMessage(billing.withIdempotencyKey("order-1"), message);
      return "taken";
    } catch (TryAgainException e) {
      return "later: nothing was stored; the same call may succeed in a moment";
    } catch (OutcomeUnknownException e) {
      return "unknown: repeat it under the same key, and it counts once";
    } catch (MessagingException e) {
      return "refused: " + e.code() + ", " + e.getMessage();
    }
    // end
  }

  @Test
  void servlet() throws Exception {
    Server container = new Server();
    ServerConnector connector = new ServerConnector(container);
    container.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/app");
    container.setHandler(context);
    // example: servlet
    MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory)
            .noHttp()
            .plugin(new PagerPlugin())
            .user("crm", "a long password")
            .start();
    context.addServlet(new ServletHolder(new MessagingServlet(server)), "/messaging/*");
    // end
    container.start();
    try (server) {
      URI address =
          URI.create("http://127.0.0.1:%d/app/messaging".formatted(connector.getLocalPort()));
      assertThat(logOn(address, "crm", "a long password")).contains("7T:");
    } finally {
      container.stop();
    }
  }

  @Test
  void whatTheApplicationHas() throws Exception {
    StoreConfig place = PostgresFixture.freshSchema();
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(place.url().orElseThrow());
    pool.setUsername(place.user());
    pool.setPassword(place.password());
    pool.setMaximumPoolSize(20);
    MeterRegistry registry = new SimpleMeterRegistry();
    OpenTelemetry openTelemetry = OpenTelemetry.noop();
    ExecutorService executor = Executors.newFixedThreadPool(4);
    Map<String, String> people = Map.of("ola", "secret");
    try (HikariDataSource dataSource = new HikariDataSource(pool)) {
      StoreConfig schema = StoreConfig.DEFAULTS.withSchema(place.schema());
      try (MessagingServer server =
          given(schema, dataSource, executor, registry, openTelemetry, people)) {
        assertThat(logOn(server.address(), "ola", "secret")).contains("7T:");
        assertThat(logOn(server.address(), "ola", "wrong")).doesNotContain("7T:");
        server
            .agent()
            .createMessage(
                Caller.trusted("crm"), IncomingDraft.forPlugin("pager").withContent("Hello"));
        assertThat(handled.take()).isEqualTo("Hello");
        assertThat(registry.getMeters()).isNotEmpty();
      }
      assertThat(dataSource.isClosed()).isFalse();
    } finally {
      executor.shutdown();
      assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      PostgresFixture.drop(place);
    }
  }

  private MessagingServer given(
      StoreConfig schema,
      DataSource dataSource,
      ExecutorService executor,
      MeterRegistry registry,
      OpenTelemetry openTelemetry,
      Map<String, String> people) {
    // example: given
    return MessagingServer.builder()
        .dataDirectory(directory)
        .dataSource(dataSource)
        .store(schema)
        .executor(executor)
        .meterRegistry(registry)
        .openTelemetry(openTelemetry)
        .authenticator((name, password) -> password.equals(people.get(name)))
        .plugin(new PagerPlugin())
        .port(0)
        .start();
    // end
  }

  @Test
  void listener() throws Exception {
    BlockingQueue<String> screen = new LinkedBlockingQueue<>();
    // example: listener
    MessageListener listener =
        new MessageListener() {
          @Override
          public void handled(Handled event) {
            screen.add("Message %d was handled".formatted(event.messageId()));
          }

          @Override
          public void dead(Dead event) {
            screen.add("Message %d was given up: %s".formatted(event.messageId(), event.reason()));
          }
        };
    MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory)
            .noHttp()
            .plugin(new PagerPlugin())
            .listener(listener)
            .build();
    // end
    try (server) {
      server.start();
      server.agent().createMessage(Caller.trusted("crm"), IncomingDraft.forPlugin("pager"));
      assertThat(screen.take()).matches("Message \\d+ was handled");
    }
  }

  @Test
  void everyExampleOfThePageIsOneOfTheseAndTheOtherWayRound() throws IOException {
    List<String> shown = blocks(Files.readString(PAGE, UTF_8), "```java\n(.*?)```");
    List<String> here =
        blocks(Files.readString(SOURCE, UTF_8), "(?m)^ *// example: \\S+\n(.*?)\n *// end$");
    assertThat(shown).isNotEmpty().containsExactlyInAnyOrderElementsOf(here);
  }

  private static List<String> blocks(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map((MatchResult block) -> block.group(1).stripIndent().strip())
        .toList();
  }

  private static String logOn(URI server, String user, String password) throws Exception {
    String envelope =
        new Envelopes(87).soap11(Optional.empty(), Envelopes.logOn(user, password));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(server + "/Remote/Services87/SoPrincipal.svc"))
                .header("Content-Type", "text/xml; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(envelope))
                .build(),
            BodyHandlers.ofString())
        .body();
  }
}
