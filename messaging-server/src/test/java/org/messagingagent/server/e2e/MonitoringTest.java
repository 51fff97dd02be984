package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.metrics.MetricsConfig;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.SendOutcome;
import org.slf4j.LoggerFactory;

/** What an operator sees of a server that has worked: figures, traces, log. */
@Timeout(90)
class MonitoringTest {

  private static final String PLUGIN = "watched";
  private static final String TOKEN = "a token that only Prometheus has";
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String SESSION = "+4790011223";
  private static final String CONTENT = "The code is 739184";
  private static final Pattern NAME =
      Pattern.compile("\\b(?:messaging|jvm|process|system)_[a-z0-9_]+");

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final RawSoap soap = new RawSoap();
  private final BlockingQueue<Optional<String>> handled = new LinkedBlockingQueue<>();
  private final BlockingQueue<Optional<String>> sent = new LinkedBlockingQueue<>();
  private final Captured captured = new Captured();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("org.messagingagent");

  @BeforeEach
  void listen() {
    captured.start();
    root.addAppender(captured);
    ours.setLevel(Level.TRACE);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(captured);
    ours.setLevel(null);
  }

  @Test
  void figuresAreThoseOfTheDocumentationAndTheDashboardAndTheAlertsUseNoOthers() throws Exception {
    try (MessagingServer server = start(Optional.empty())) {
      work(server);
      Set<String> documented = documented();

      String page = pageWith(server, documented);

      assertThat(families(page))
          .filteredOn(name -> name.startsWith("messaging_"))
          .containsExactlyInAnyOrderElementsOf(documented);
      for (String file : List.of("grafana-dashboard.json", "alerts.yml")) {
        String text = Files.readString(docs().resolve("monitoring").resolve(file));
        Set<String> used = names(NAME, text);
        used.removeIf(name -> name.equals("messaging_agent"));
        assertThat(used).as(file).isNotEmpty().isSubsetOf(series(page));
      }
      assertThat(page)
          .contains("messaging_incoming_accepted_total{plugin=\"watched\"} 2.0")
          .contains("messaging_incoming_handled_total{plugin=\"watched\"} 1.0")
          .contains("messaging_incoming_refused_total{reason=\"plugin_not_installed\"} 1.0")
          .contains("messaging_incoming_dead_total{plugin=\"watched\"} 1.0")
          .contains("messaging_plugin_levels{figure=\"depth\",plugin=\"watched\"} 7.0")
          .contains("messaging_plugin_health{plugin=\"watched\",status=\"up\"} 1.0")
          .contains("messaging_plugin_state{plugin=\"watched\",state=\"running\"} 1.0")
          .contains("messaging_outgoing_receipts{plugin=\"watched\",state=\"waiting\"} 1.0")
          .contains("messaging_logons_total{result=\"accepted\"} 1.0");
    }
  }

  @Test
  void figuresNeedTheTokenWhereOneIsSet() throws Exception {
    try (MessagingServer server = start(Optional.of(TOKEN))) {
      URI page = server.metricsAddress().orElseThrow().resolve("/metrics");

      assertThat(get(page).statusCode()).isEqualTo(401);
      assertThat(get(page, "Authorization", "Bearer another").statusCode()).isEqualTo(401);
      assertThat(get(page, "Authorization", TOKEN).statusCode()).isEqualTo(401);
      assertThat(get(page, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(get(page.resolve("/else"), "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void registryOfTheHostIsFilledAndLeftAsItWas() throws Exception {
    SimpleMeterRegistry host = new SimpleMeterRegistry();
    host.counter("the.host.own").increment();
    try (MessagingServer server =
        LocalServer.without(directory).plugin(new Watched()).meterRegistry(host).start()) {
      work(server);

      assertThat(host.get("messaging.incoming.accepted").tag("plugin", PLUGIN).counter().count())
          .isEqualTo(2);
      assertThat(host.find("jvm.memory.used").meter()).isNull();
      assertThat(server.metricsAddress()).isEmpty();
    }
    assertThat(host.getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsExactly("the.host.own");
  }

  @Test
  void serverShowsNoFiguresUnlessItIsToldTo() throws Exception {
    try (MessagingServer server = LocalServer.without(directory).start()) {
      assertThat(server.metricsAddress()).isEmpty();
      assertThat(get(server.address().resolve("/metrics")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void traceOfTheCallerReachesHandlerAndSender() throws Exception {
    try (MessagingServer server = start(Optional.empty())) {
      String ticket = soap.logOn(server.address());

      create(server, ticket, TRACE);
      assertThat(handled.poll(20, TimeUnit.SECONDS)).contains(TRACE);
      create(server, ticket, TRACE.replace("00-4", "00-X"));
      assertThat(handled.poll(20, TimeUnit.SECONDS)).isEmpty();
      post(server, ticket, Envelopes.sendMessages(PLUGIN, List.of(CONTENT)), TRACE);
      assertThat(sent.poll(20, TimeUnit.SECONDS)).contains(TRACE);
    }
  }

  @Test
  void logHasIdsBesideEachLineAndNeverContentAddressesOrCredentials() throws Exception {
    String ticket;
    try (MessagingServer server = start(Optional.of(TOKEN))) {
      ticket = work(server);
    }
    ILoggingEvent line =
        captured.events.stream()
            .filter(event -> event.getFormattedMessage().equals("handling"))
            .findFirst()
            .orElseThrow();
    assertThat(line.getMDCPropertyMap())
        .containsEntry("message", "1")
        .containsEntry("plugin", PLUGIN)
        .containsEntry("trace", "4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(line.getMDCPropertyMap().get("session")).matches("[0-9a-f]{8}");
    assertThat(captured.events)
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains("Stopped")
        .anyMatch(text -> text.contains("is a dead letter now"));
    assertThat(captured.events)
        .extracting(MonitoringTest::text)
        .noneMatch(
            text ->
                text.contains(CONTENT)
                    || text.contains("+47")
                    || text.contains(ServerSetup.PASSWORD)
                    || text.contains(ticket)
                    || text.contains(TOKEN));
  }

  @Test
  void readinessIsToldInWordsForAnybody() throws Exception {
    try (MessagingServer server = start(Optional.empty())) {
      HttpResponse<String> ready = get(server.address().resolve("/health/ready"));

      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .startsWith("{\"ready\":true,\"status\":")
          .contains("{\"name\":\"store\",\"status\":\"ok\",\"detail\":\"\"}")
          .contains("\"plugins\"", "\"disk\"", "\"running\"", "\"lease\"")
          .doesNotContain(directory.toString());
    }
  }

  private MessagingServer start(Optional<String> token) {
    return LocalServer.without(directory)
        .plugin(new Watched())
        .metrics(new MetricsConfig(true, "127.0.0.1", 0, token, Duration.ofMillis(50)))
        .start();
  }

  /** Something of all kinds; answers the ticket. */
  private String work(MessagingServer server) throws Exception {
    String ticket = soap.logOn(server.address());
    create(server, ticket, TRACE);
    assertThat(handled.poll(20, TimeUnit.SECONDS)).isNotNull();
    Incoming hopeless = new Incoming(SESSION, SESSION, "hopeless", "", SESSION, PLUGIN);
    soap.createMessage(server.address(), ticket, hopeless, Optional.empty()).requireSuccess();
    assertThat(handled.poll(20, TimeUnit.SECONDS)).isNotNull();
    Incoming nowhere = Incoming.to("nowhere", CONTENT);
    soap.createMessage(server.address(), ticket, nowhere, Optional.empty());
    soap.sendMessages(server.address(), ticket, PLUGIN, List.of(CONTENT), Optional.empty())
        .requireSuccess();
    soap.setDeliveryStatus(server.address(), ticket, PLUGIN, "unknown-id", 3, "").requireSuccess();
    return ticket;
  }

  private void create(MessagingServer server, String ticket, String trace) throws IOException {
    Incoming message = new Incoming(SESSION, SESSION, CONTENT, "", SESSION, PLUGIN);
    post(server, ticket, Envelopes.createMessage(message), trace);
  }

  private void post(MessagingServer server, String ticket, String body, String trace)
      throws IOException {
    HttpResponse<String> answer =
        soap.post(
            server.address(),
            "Messaging",
            Map.of("Content-Type", "text/xml", "traceparent", trace),
            soap.envelopes().soap11(Optional.of(ticket), body));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** The page once it has all of these, and what was counted has been read. */
  private String pageWith(MessagingServer server, Set<String> names) throws Exception {
    URI address = server.metricsAddress().orElseThrow().resolve("/metrics");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    // Pauses are on the page from the first one on.
    System.gc();
    String page = get(address).body();
    while (!(families(page).containsAll(names)
            && page.contains("jvm_gc_pause_seconds_sum")
            && page.contains("messaging_incoming_dead_total{plugin=\"watched\"} 1.0")
            && page.contains("messaging_incoming_handled_total{plugin=\"watched\"} 1.0"))
        && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      page = get(address).body();
    }
    return page;
  }

  private HttpResponse<String> get(URI address, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static Set<String> documented() throws IOException {
    return Files.readAllLines(docs().resolve("monitoring.md")).stream()
        .filter(line -> line.startsWith("| `messaging_"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What has a type of its own on the page, but for the longest times. */
  private static Set<String> families(String page) {
    return page.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ")[2])
        .filter(name -> !name.endsWith("_max"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> series(String page) {
    return page.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]")[0])
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static Path docs() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("messaging-api"))) {
      path = path.getParent();
    }
    return path.resolve("docs");
  }

  private static String text(ILoggingEvent event) {
    String trace =
        event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy());
    return event.getFormattedMessage() + event.getMDCPropertyMap() + trace;
  }

  private static final class Captured extends AppenderBase<ILoggingEvent> {

    private final ConcurrentLinkedQueue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      events.add(event);
    }
  }

  /** Handles, sends, and has a figure of its own. */
  private final class Watched implements MessagingPlugin {

    @Override
    public String name() {
      return PLUGIN;
    }

    @Override
    public Channel open(PluginContext context) {
      context.metrics().gauge("depth", "How deep it is", () -> 7);
      return new WatchedChannel(context);
    }
  }

  private final class WatchedChannel implements IncomingHandler, OutgoingSender {

    private final PluginContext context;

    WatchedChannel(PluginContext context) {
      this.context = context;
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      LoggerFactory.getLogger("org.messagingagent.test").info("handling");
      handled.add(context.traceParent());
      return message.content().equals("hopeless")
          ? HandleOutcome.rejected("no such thing")
          : HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      sent.add(context.traceParent());
      return SendOutcome.sent("external-1");
    }
  }
}
