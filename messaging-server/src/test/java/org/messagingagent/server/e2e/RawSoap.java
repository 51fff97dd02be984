package org.messagingagent.server.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A caller that knows text and HTTP alone. Safe for use by many threads. It never repeats a request
 * by itself: the JDK's client does not for POST.
 */
public final class RawSoap {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(75);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final int number;
  private final Envelopes envelopes;

  public RawSoap() {
    this(87);
  }

  /**
   * @param number the contract's number, such as 87
   */
  public RawSoap(int number) {
    this.number = number;
    this.envelopes = new Envelopes(number);
  }

  public Envelopes envelopes() {
    return envelopes;
  }

  /** Logs the first user on and gives the ticket. */
  public String logOn(URI server) throws IOException {
    return logOn(server, ServerSetup.USER, ServerSetup.PASSWORD);
  }

  /** The ticket of a user. */
  public String logOn(URI server, String user, String password) throws IOException {
    String body = Envelopes.logOn(user, password);
    Reply reply =
        post(
            server,
            "SoPrincipal",
            Optional.of("AuthenticateUsernamePassword"),
            envelopes.soap11(Optional.empty(), body),
            Optional.empty());
    reply.requireSuccess();
    return reply
        .text("Ticket")
        .filter(ticket -> !ticket.isEmpty())
        .orElseThrow(() -> new AssertionError("No ticket in " + reply));
  }

  /** CreateMessage as SOAP 1.1. */
  public Reply createMessage(
      URI server, String ticket, Envelopes.Incoming message, Optional<String> idempotencyKey)
      throws IOException {
    return messaging(
        server, "CreateMessage", ticket, Envelopes.createMessage(message), idempotencyKey);
  }

  /** SendMessages as SOAP 1.1. */
  public Reply sendMessages(
      URI server,
      String ticket,
      String plugin,
      List<String> contents,
      Optional<String> idempotencyKey)
      throws IOException {
    return messaging(
        server, "SendMessages", ticket, Envelopes.sendMessages(plugin, contents), idempotencyKey);
  }

  public Reply getDeliveryStatus(URI server, String ticket, List<Integer> messagingIds)
      throws IOException {
    return messaging(
        server,
        "GetDeliveryStatus",
        ticket,
        Envelopes.getDeliveryStatus(messagingIds),
        Optional.empty());
  }

  public Reply setDeliveryStatus(
      URI server, String ticket, String plugin, String externalId, int status, String description)
      throws IOException {
    return messaging(
        server,
        "SetDeliveryStatus",
        ticket,
        Envelopes.setDeliveryStatus(plugin, externalId, status, description),
        Optional.empty());
  }

  /** The names of the installed plugins, in the order of the answer. */
  public List<String> getPlugins(URI server, String ticket) throws IOException {
    Reply reply = messaging(server, "GetPlugins", ticket, Envelopes.getPlugins(), Optional.empty());
    reply.requireSuccess();
    return reply.texts("Name");
  }

  private Reply messaging(
      URI server, String operation, String ticket, String body, Optional<String> idempotencyKey)
      throws IOException {
    return post(
        server,
        "Messaging",
        Optional.of(operation),
        envelopes.soap11(Optional.of(ticket), body),
        idempotencyKey);
  }

  /** Posts an envelope as {@code text/xml}. */
  public Reply post(
      URI server,
      String service,
      Optional<String> operation,
      String envelope,
      Optional<String> idempotencyKey)
      throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "text/xml; charset=utf-8");
    operation.ifPresent(
        name -> headers.put("SOAPAction", '"' + envelopes.action(service, name) + '"'));
    idempotencyKey.ifPresent(key -> headers.put("Idempotency-Key", key));
    HttpResponse<String> response = post(server, service, headers, envelope);
    return new Reply(response.statusCode(), response.body());
  }

  /** Posts an envelope with these headers alone. */
  public HttpResponse<String> post(
      URI server, String service, Map<String, String> headers, String envelope) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                server.resolve("/Remote/Services%d/%s.svc".formatted(number, service)))
            .timeout(REQUEST_TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(envelope));
    headers.forEach(request::header);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }
}
