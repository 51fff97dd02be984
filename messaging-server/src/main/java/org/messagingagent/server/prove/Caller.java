package org.messagingagent.server.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What callers of the service do: log on, and hand messages in. Safe for use by many threads. */
final class Caller {

  private static final String NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services88";
  private static final String ENVELOPE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="%s">\
      <s:Header>%s</s:Header><s:Body>%s</s:Body></s:Envelope>""";
  private static final Pattern SUCCEEDED = Pattern.compile("<(?:\\w+:)?Succeeded[^>]*>true<");
  private static final Pattern TICKET = Pattern.compile("<(?:\\w+:)?Ticket[^>]*>([^<]+)<");
  private static final Pattern FAULT = Pattern.compile("<faultstring[^>]*>([^<]*)<");
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final Duration LOG_ON_LIMIT = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  /**
   * What a node answered.
   *
   * @param accepted whether it is the server's word that the message is stored
   * @param reason why not, else empty
   */
  record Answer(boolean accepted, String reason) {}

  /** The ticket of this user; empty where the log-on failed. */
  Optional<String> logOn(URI node, String user, String password)
      throws IOException, InterruptedException {
    String body =
        "<m:AuthenticateUsernamePassword><m:UserName>%s</m:UserName><m:Password>%s</m:Password></m:AuthenticateUsernamePassword>"
            .formatted(user, password);
    HttpResponse<String> response =
        post(request(node, "SoPrincipal", "AuthenticateUsernamePassword", LOG_ON_LIMIT), "", body);
    Matcher ticket = TICKET.matcher(response.body());
    return ticket.find() ? Optional.of(ticket.group(1)) : Optional.empty();
  }

  /** Hands a message in, under its key as idempotency key. */
  Answer createMessage(URI node, String ticket, Work work)
      throws IOException, InterruptedException {
    String body =
        "<m:CreateMessage><m:IncomingMessage><m:To>proof</m:To><m:From>proof</m:From><m:Content>%s</m:Content><m:Format></m:Format><m:SessionKey>%s</m:SessionKey><m:Plugin>%s</m:Plugin></m:IncomingMessage></m:CreateMessage>"
            .formatted(work.content(), work.key().session().orElse(""), ProvePlugin.NAME);
    String header = "<m:Credentials><m:Ticket>%s</m:Ticket></m:Credentials>".formatted(ticket);
    HttpResponse<String> response =
        post(
            request(node, "Messaging", "CreateMessage", ANSWER_LIMIT)
                .header("Idempotency-Key", work.key().toString()),
            header,
            body);
    if (response.statusCode() == 200 && SUCCEEDED.matcher(response.body()).find()) {
      return new Answer(true, "");
    }
    Matcher fault = FAULT.matcher(response.body());
    String reason = fault.find() ? fault.group(1) : "no reason";
    return new Answer(false, "HTTP %d: %s".formatted(response.statusCode(), reason));
  }

  private static HttpRequest.Builder request(
      URI node, String service, String operation, Duration limit) {
    return HttpRequest.newBuilder(node.resolve("/Remote/Services88/%s.svc".formatted(service)))
        .timeout(limit)
        .header("Content-Type", "text/xml; charset=utf-8")
        .header("SOAPAction", "\"%s/%s/%s\"".formatted(NAMESPACE, service, operation));
  }

  private HttpResponse<String> post(HttpRequest.Builder request, String header, String body)
      throws IOException, InterruptedException {
    String envelope = ENVELOPE.formatted(NAMESPACE, header, body);
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofString(envelope)).build(),
        HttpResponse.BodyHandlers.ofString(UTF_8));
  }
}
