package org.messagingagent.server.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.messagingagent.server.admin.AdministrationException.Reason;

/** Requests to the administration of a server, with JSON both ways. */
final class AdministrationTransport {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** A plugin that is restarted gets its time for its calls, to stop, and to start. */
  private static final Duration RESTART_PATIENCE = Duration.ofMinutes(5);

  private final URI root;
  private final String authorization;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          // A proxy is never on the way to this machine or to a tunnel's end, and must not see
          // passwords.
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  AdministrationTransport(URI server, String authorization) {
    this.root = server.resolve(Call.ROOT);
    this.authorization = authorization;
  }

  <T> T call(String method, String path, Map<String, ?> body, TypeReference<T> type) {
    return parse(
        send(method, path, body, PATIENCE), Json.MAPPER.getTypeFactory().constructType(type));
  }

  /** A POST that may take minutes. */
  <T> T callLong(String path, TypeReference<T> type) {
    return parse(
        send("POST", path, Map.of(), RESTART_PATIENCE),
        Json.MAPPER.getTypeFactory().constructType(type));
  }

  private byte[] send(String method, String path, Map<String, ?> body, Duration patience) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(root.resolve(path))
              .timeout(patience)
              .header("Authorization", authorization)
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
              .build();
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw refusal(response);
      }
      return response.body();
    } catch (HttpTimeoutException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE,
          "The server at %s has not answered within %d s; it may still do what it was asked"
              .formatted(root, patience.toSeconds()),
          e);
    } catch (IOException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE,
          "The server does not answer at %s; see whether it runs, and whether that is its administration's address and port"
              .formatted(root),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdministrationException(Reason.UNAVAILABLE, "Interrupted", e);
    }
  }

  private static AdministrationException refusal(HttpResponse<byte[]> response) {
    JsonNode problem = parse(response.body(), Json.MAPPER.constructType(JsonNode.class));
    return new AdministrationException(
        Reason.of(response.statusCode()),
        problem.path("message").asText("The server answered " + response.statusCode()));
  }

  private static <T> T parse(byte[] body, JavaType type) {
    try {
      return Json.MAPPER.readValue(body, type);
    } catch (IOException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE,
          "The server's answer cannot be read; is it the administration of the same version?",
          e);
    }
  }
}
