package org.messagingagent.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.support.Await;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackResponse;

/** The servlet in a container that others have set up. */
@Timeout(60)
class MessagingServletTest {

  private static final String SERVICE = "/Remote/Services87/Messaging.svc";

  @TempDir private Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Envelopes envelopes = new Envelopes(87);
  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final CountDownLatch hold = new CountDownLatch(1);
  private final Server container = new Server();
  private final ServerConnector connector = new ServerConnector(container);
  private Optional<MessagingServer> started = Optional.empty();

  @AfterEach
  void stop() throws Exception {
    hold.countDown();
    container.stop();
    started.ifPresent(MessagingServer::close);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /*, true",
    "/, /, true",
    "/app, /messaging/*, true",
    "/app, /messaging/*, false",
    "/a/b, /c/d/*, true",
    "/, *.svc, true",
  })
  void messageGoesInWhereverTheServletIsMounted(String context, String mapping, boolean async)
      throws Exception {
    start(context, mapping, async, server());
    String mount =
        (context.equals("/") ? "" : context) + mapping.replaceFirst("/?\\*?(\\.svc)?$", "");

    String ticket = logOn(mount);
    HttpResponse<String> reply =
        post(
            mount + SERVICE,
            envelopes.soap11(
                Optional.of(ticket),
                Envelopes.createMessage(Envelopes.Incoming.to("sms", "hello"))));

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/xml");
    assertThat(handled.take()).isEqualTo("hello");
    assertThat(get(mount + SERVICE + "?wsdl").body())
        .contains(
            "location=\"http://127.0.0.1:" + connector.getLocalPort() + mount + SERVICE + '"');
    assertThat(get(mount + SERVICE).body()).contains(mount + SERVICE + "?wsdl");
  }

  @Test
  void mountIsFoundHoweverItIsSpelt() throws Exception {
    start("/app", "/messaging/*", true, server());

    assertThat(get("/app/%6dessaging" + SERVICE).statusCode()).isEqualTo(200);
    assertThat(get("/app/messaging/remote/services87/messaging.svc/").statusCode()).isEqualTo(200);
    assertThat(get("/app/messaging").body())
        .contains("POST /app/messaging/Remote/Services88/Messaging.svc");
    assertThat(get("/app/messaging/").body()).contains("GET /app/messaging/health/live");
    assertThat(get("/app/messaging/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/app/messaging/x/../Remote/Services87/Other.svc").statusCode()).isEqualTo(404);
    assertThat(get("/app/messaging/nothing").body()).contains("/app/messaging/Remote/Services88");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/messaging/", "/messaging"})
  void mappingThatReachesNoServiceIsRefusedWithOneThatDoes(String mapping) {
    assertThatThrownBy(() -> start("/app", mapping, true, server()))
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("'" + mapping + "'")
        .hasMessageContaining("'/messaging/*'");
  }

  @Test
  void limitsAreOursAndRefusalsAreFaults() throws Exception {
    HttpConfig preset = HttpConfig.DEFAULTS;
    HttpConfig small =
        new HttpConfig(
            preset.host(),
            preset.port(),
            preset.publicUrl(),
            2_000,
            preset.maxBodyBytesInFlight(),
            preset.maxThreads(),
            preset.maxQueuedRequests(),
            preset.maxConnections(),
            preset.maxHeaderBytes(),
            preset.idleTimeout(),
            preset.readTimeout(),
            preset.stopTimeout());
    start("/", "/*", true, builder().http(small).start());
    String large = "<a>" + "x".repeat(3_000) + "</a>";

    assertThat(post(SERVICE, large).statusCode()).isEqualTo(413);
    HttpResponse<String> chunked =
        send(
            request(SERVICE)
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes()))));
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(chunked.body()).contains("Fault", "2000 bytes");
    assertThat(send(request(SERVICE).PUT(BodyPublishers.ofString("x"))).statusCode())
        .isEqualTo(405);
    HttpResponse<String> head =
        send(request(SERVICE + "?wsdl").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    HttpResponse<String> text =
        send(
            HttpRequest.newBuilder(at(SERVICE))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("hello")));
    assertThat(text.statusCode()).isEqualTo(415);
    assertThat(text.body()).contains("Fault");
  }

  @Test
  void requestsThatWaitForAGatewayHoldNoThreadOfTheContainer() throws Exception {
    CallbackHandler waiting =
        request -> {
          hold.await();
          return CallbackResponse.text(200, request.path());
        };
    start("/app", "/messaging/*", true, builder().plugin(new TestPlugin("gw", waiting)).start());

    List<CompletableFuture<HttpResponse<String>>> calls =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    http.sendAsync(
                        request("/app/messaging/gateway/gw/in/" + i)
                            .POST(BodyPublishers.ofString("x"))
                            .build(),
                        BodyHandlers.ofString()))
            .toList();
    assertThat(get("/app/messaging/health/live").statusCode()).isEqualTo(200);
    hold.countDown();

    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).get().body()).isEqualTo("/in/" + i);
    }
  }

  @Test
  void filtersKnowThatWhatTheyPutAroundIsUsedAfterTheyReturn() throws Exception {
    CallbackHandler waiting =
        request -> {
          hold.await();
          return CallbackResponse.text(200, "late");
        };
    AtomicInteger statuses = new AtomicInteger();
    BlockingQueue<Boolean> original = new LinkedBlockingQueue<>();
    Filter wrapping =
        (request, response, chain) -> {
          chain.doFilter(
              request,
              new HttpServletResponseWrapper((HttpServletResponse) response) {
                @Override
                public void setStatus(int status) {
                  statuses.set(status);
                  super.setStatus(status);
                }
              });
          original.add(request.getAsyncContext().hasOriginalRequestAndResponse());
        };
    start("/", "/m/*", true, builder().plugin(new TestPlugin("gw", waiting)).start(), wrapping);

    CompletableFuture<HttpResponse<String>> call =
        http.sendAsync(
            request("/m/gateway/gw/in").POST(BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());

    assertThat(original.take()).isFalse();
    hold.countDown();
    assertThat(call.get().body()).isEqualTo("late");
    assertThat(statuses).hasValue(200);
  }

  @Test
  void contentThatIsNoHttpIsRefusedAndTakesNoRoom() throws Exception {
    SimpleMeterRegistry figures = new SimpleMeterRegistry();
    start("/", "/*", true, builder().meterRegistry(figures).start());
    String broken =
        "POST %s HTTP/1.1\r\nHost: here\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/>\r\nxyz\r\n"
            .formatted(SERVICE);
    try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(broken.getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8)).endsWith(" 400");
    }
    Await.until(
        "its bytes are let go", () -> figures.get("messaging.http.bodies").gauge().value() == 0);
  }

  @Test
  void serverThatDoesNotRunIsBusyAndOneThatIsStartedLaterIsThere() throws Exception {
    MessagingServer server = builder().build();
    start("/", "/m/*", true, server);

    assertThat(get("/m" + SERVICE).statusCode()).isEqualTo(503);
    server.start();
    assertThat(get("/m" + SERVICE).statusCode()).isEqualTo(200);
    server.close();
    HttpResponse<String> late = get("/m" + SERVICE);
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.headers().firstValue("Retry-After")).isPresent();
  }

  private MessagingServer server() {
    return builder().start();
  }

  private MessagingServerBuilder builder() {
    IncomingHandler handler =
        message -> {
          handled.add(message.content());
          return HandleOutcome.handled();
        };
    return MessagingServer.builder()
        .dataDirectory(directory.resolve("data"))
        .noHttp()
        .plugin(new TestPlugin("sms", handler))
        .user("crm", "correct horse");
  }

  private void start(
      String context, String mapping, boolean async, MessagingServer server, Filter... filters)
      throws Exception {
    started = Optional.of(server);
    connector.setHost("127.0.0.1");
    container.addConnector(connector);
    ServletContextHandler handler = new ServletContextHandler(context);
    ServletHolder holder = new ServletHolder("messaging", new MessagingServlet(server));
    holder.setAsyncSupported(async);
    holder.setInitOrder(1);
    handler.addServlet(holder, mapping);
    for (Filter filter : filters) {
      FilterHolder around = new FilterHolder(filter);
      around.setAsyncSupported(async);
      handler.addFilter(around, "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    container.setHandler(handler);
    container.start();
  }

  private String logOn(String mount) throws Exception {
    String reply =
        post(
                mount + "/Remote/Services87/SoPrincipal.svc",
                envelopes.soap11(Optional.empty(), Envelopes.logOn("crm", "correct horse")))
            .body();
    return reply.replaceFirst("(?s).*Ticket>([^<]+)<.*", "$1");
  }

  private HttpResponse<String> post(String path, String envelope) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(envelope)));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(at(path)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path)).header("Content-Type", "text/xml; charset=utf-8");
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
