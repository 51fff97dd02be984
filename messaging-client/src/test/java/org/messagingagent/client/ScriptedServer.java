package org.messagingagent.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A real HTTP server that answers log-ons with tickets {@code 7T:1}, {@code 7T:2} and so on, and
 * other requests by a script, one answer a request; it keeps what it was sent.
 */
public final class ScriptedServer implements AutoCloseable {

  public static final String NS = "http://www.superoffice.net/ws/crm/NetServer/Services87";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<Answer> script = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  public final List<Request> requests = new CopyOnWriteArrayList<>();
  public final AtomicInteger logOns = new AtomicInteger();
  private volatile Answer logOnAnswer;
  private volatile boolean knowsKeys = true;
  private volatile Answer otherwise = exchange -> exchange.close();

  /** What a request was. */
  public record Request(
      String path, String action, Optional<String> key, String body, Headers headers) {}

  /** How a request is answered. */
  @FunctionalInterface
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  public ScriptedServer() {
    this(made(HttpServer::create));
  }

  private ScriptedServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    logOnAnswer =
        exchange -> envelope("", authenticated("7T:" + logOns.incrementAndGet())).to(exchange);
  }

  /** One that speaks TLS as {@code localhost}, and asks for a certificate where it is to. */
  public static ScriptedServer secure(SSLContext tls, boolean asking) {
    HttpsServer server = made(HttpsServer::create);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters settings = tls.getDefaultSSLParameters();
            settings.setNeedClientAuth(asking);
            parameters.setSSLParameters(settings);
          }
        });
    return new ScriptedServer(server);
  }

  /** Makes a server at an address. */
  @FunctionalInterface
  private interface Making<S> {
    S at(InetSocketAddress address, int backlog) throws IOException;
  }

  private static <S> S made(Making<S> making) {
    try {
      return making.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers the next requests that are no log-ons like this, in turn. */
  public ScriptedServer then(Answer... answers) {
    script.addAll(List.of(answers));
    return this;
  }

  /** Answers like this when the script has ended. */
  public ScriptedServer otherwise(Answer answer) {
    otherwise = answer;
    return this;
  }

  public ScriptedServer onLogOn(Answer answer) {
    logOnAnswer = answer;
    return this;
  }

  /** As the original, which does not know idempotency keys. */
  public ScriptedServer withoutKeys() {
    knowsKeys = false;
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (knowsKeys) {
      exchange.getResponseHeaders().set("Accept-Idempotency-Key", "true");
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    if (path.endsWith("SoPrincipal.svc")) {
      logOnAnswer.to(exchange);
      return;
    }
    requests.add(
        new Request(
            path,
            exchange.getRequestHeaders().getFirst("SOAPAction"),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
            body,
            exchange.getRequestHeaders()));
    Answer next = script.poll();
    (next == null ? otherwise : next).to(exchange);
  }

  /** An answer of any kind. */
  public static Answer http(int status, Map<String, String> headers, String body) {
    return exchange -> {
      headers.forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  /** SOAP 1.1 with status 200. */
  public static Answer envelope(String header, String body) {
    return soap(200, header, body);
  }

  public static Answer soap(int status, String header, String body) {
    return http(
        status,
        Map.of("Content-Type", "text/xml; charset=utf-8"),
        """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="%s" \
        xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays" \
        xmlns:i="http://www.w3.org/2001/XMLSchema-instance">\
        <s:Header><ExceptionInfo i:nil="true"/>%s<TimeZone i:nil="true"/></s:Header>\
        <s:Body>%s</s:Body></s:Envelope>"""
            .formatted(NS, header, body));
  }

  /** Our server's Fault. */
  public static Answer fault(int status, String code, String message) {
    return faultAfter(status, code, message, Map.of());
  }

  public static Answer faultAfter(
      int status, String code, String message, Map<String, String> headers) {
    return exchange -> {
      headers.forEach(exchange.getResponseHeaders()::set);
      soap(
              status,
              info("ExceptionInfo", code, message) + "<Succeeded>false</Succeeded>",
              """
              <s:Fault><faultcode>s:Client</faultcode><faultstring>%s</faultstring>\
              <detail>%s</detail></s:Fault>"""
                  .formatted(message, info("SoExceptionInfo", code, message)))
          .to(exchange);
    };
  }

  /** The wrapped convention: status 200, and the header says that it failed. */
  public static Answer wrapped(String operation, String code, String message) {
    return exchange ->
        http(
                200,
                Map.of("Content-Type", "text/xml"),
                """
                <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>%s\
                <h:Succeeded xmlns:h="%s">false</h:Succeeded></s:Header><s:Body>\
                <%sResponse xmlns="%s"/></s:Body></s:Envelope>"""
                    .formatted(
                        info("ExceptionInfo", code, message)
                            .replaceFirst(">", " xmlns='" + NS + "'>"),
                        NS,
                        operation,
                        NS))
            .to(exchange);
  }

  private static String info(String name, String code, String message) {
    return """
    <%1$s><Message>%3$s</Message><StackTrace i:nil="true" \
    xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/><FriendlyText>Friendly</FriendlyText>\
    <ExceptionType>%2$s</ExceptionType><Parameters><SoExceptionInfoParametersKeyValuePair>\
    <Key>Plugin</Key><Value>smss</Value></SoExceptionInfoParametersKeyValuePair></Parameters></%1$s>"""
        .formatted(name, code, message);
  }

  public static String authenticated(String ticket) {
    return """
    <AuthenticateResponse><Response><UserType>SystemAssociate</UserType></Response><Credentials>\
    <Ticket>%s</Ticket></Credentials><AuthenticationSucceeded>true</AuthenticationSucceeded>\
    </AuthenticateResponse>"""
        .formatted(ticket);
  }

  public static Answer created() {
    return envelope("<Succeeded>true</Succeeded>", "<CreateMessageResponse/>");
  }

  public static Answer refusedLogOn() {
    return envelope(
        "<Succeeded>true</Succeeded>",
        "<AuthenticateResponse><Credentials i:nil=\"true\"/><AuthenticationSucceeded>false"
            + "</AuthenticationSucceeded></AuthenticateResponse>");
  }

  /** Statuses: id, status, description of each. */
  public static Answer statuses(String operation, String... idStatusDescription) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < idStatusDescription.length; i += 3) {
      list.append(
          """
          <MessageDeliveryStatus><Status>%s</Status><StatusDescription>%s</StatusDescription>\
          <MessagingId>%s</MessagingId></MessageDeliveryStatus>"""
              .formatted(
                  idStatusDescription[i + 1], idStatusDescription[i + 2], idStatusDescription[i]));
    }
    return envelope(
        "<Succeeded>true</Succeeded>",
        "<%1$sResponse><Response>%2$s</Response></%1$sResponse>".formatted(operation, list));
  }

  public static Answer plugins() {
    return envelope(
        "<Succeeded>true</Succeeded>",
        """
        <GetPluginsResponse><Response><ProviderInfo><Name>file</Name><SupportedMessagingFormats>\
        <a:string>sms/160</a:string><a:string>text</a:string></SupportedMessagingFormats>\
        <SupportsConfig>true</SupportsConfig></ProviderInfo><ProviderInfo><Name>discard</Name>\
        <SupportedMessagingFormats/><SupportsConfig>false</SupportsConfig></ProviderInfo></Response>\
        </GetPluginsResponse>""");
  }

  /** Cuts the connection after the request was read. */
  public static Answer cut() {
    return HttpExchange::close;
  }

  /** Says nothing until the server closes. */
  public Answer silence() {
    return exchange -> {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
    };
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
