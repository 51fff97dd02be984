package org.messagingagent.server.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.messagingagent.server.admin.AdministrationException.Reason;

/** The administration of a server that runs, over loopback. */
public final class AdministrationClient implements Administration {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** A plugin that is restarted gets its time for its calls, to stop, and to start. */
  private static final Duration RESTART_PATIENCE = Duration.ofMinutes(5);

  private final URI root;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          // A proxy is never on the way to this machine itself.
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  private AdministrationClient(URI server, String token) {
    this.root = server.resolve(AdministrationHandler.ROOT);
    this.token = token;
  }

  /**
   * The administration of the server that uses this data directory; empty where none has left its
   * address there. Whether it answers shows at the first call.
   */
  public static Optional<AdministrationClient> find(Path dataDirectory) {
    return new AdministrationFile(dataDirectory)
        .read()
        .map(access -> new AdministrationClient(access.uri(), access.token()));
  }

  @Override
  public List<UserEntry> users(Optional<String> after, int limit) {
    Map<String, Object> query = new LinkedHashMap<>();
    after.ifPresent(name -> query.put("after", name));
    query.put("limit", limit);
    return call("GET", "users" + encoded(query), new TypeReference<List<UserEntry>>() {});
  }

  @Override
  public void addUser(String name, String password) {
    call("POST", "users", Map.of("name", name, "password", password));
  }

  @Override
  public void removeUser(String name) {
    call("DELETE", "users/" + encoded(name), Map.of());
  }

  @Override
  public void changePassword(String name, String password) {
    call("PUT", "users/" + encoded(name) + "/password", Map.of("password", password));
  }

  @Override
  public List<PluginEntry> plugins() {
    return call("GET", "plugins", new TypeReference<List<PluginEntry>>() {});
  }

  @Override
  public PluginDetail plugin(String name) {
    return call("GET", "plugins/" + encoded(name), new TypeReference<PluginDetail>() {});
  }

  @Override
  public void pausePlugin(String name) {
    call("POST", "plugins/" + encoded(name) + "/pause", Map.of());
  }

  @Override
  public void resumePlugin(String name) {
    call("POST", "plugins/" + encoded(name) + "/resume", Map.of());
  }

  @Override
  public String restartPlugin(String name) {
    byte[] answer =
        send("POST", "plugins/" + encoded(name) + "/restart", Map.of(), RESTART_PATIENCE);
    JsonNode result = parse(answer, Json.MAPPER.constructType(JsonNode.class));
    return result.path("result").asText();
  }

  @Override
  public List<MessageCount> counts() {
    return call("GET", "counts", new TypeReference<List<MessageCount>>() {});
  }

  @Override
  public List<IncomingEntry> incoming(IncomingQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    query.plugin().ifPresent(plugin -> parameters.put("plugin", plugin));
    query.state().ifPresent(state -> parameters.put("state", state));
    query.session().ifPresent(session -> parameters.put("session", session));
    parameters.put("before", query.before());
    parameters.put("limit", query.limit());
    return call(
        "GET", "incoming" + encoded(parameters), new TypeReference<List<IncomingEntry>>() {});
  }

  @Override
  public IncomingDetail incoming(long id) {
    return call("GET", "incoming/" + id, new TypeReference<IncomingDetail>() {});
  }

  @Override
  public String retry(long id) {
    return call("POST", "incoming/%d/retry".formatted(id), Map.of()).path("before").asText();
  }

  @Override
  public String discard(long id, String reason) {
    return call("POST", "incoming/%d/discard".formatted(id), Map.of("reason", reason))
        .path("before")
        .asText();
  }

  @Override
  public List<OutgoingEntry> outgoing(OutgoingQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    query.plugin().ifPresent(plugin -> parameters.put("plugin", plugin));
    query.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("before", query.before());
    parameters.put("limit", query.limit());
    return call(
        "GET", "outgoing" + encoded(parameters), new TypeReference<List<OutgoingEntry>>() {});
  }

  @Override
  public OutgoingEntry outgoing(int messagingId) {
    return call("GET", "outgoing/" + messagingId, new TypeReference<OutgoingEntry>() {});
  }

  @Override
  public List<ReceiptEntry> receipts(ReceiptQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    query.plugin().ifPresent(plugin -> parameters.put("plugin", plugin));
    query.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("before", query.before());
    parameters.put("limit", query.limit());
    return call(
        "GET", "receipts" + encoded(parameters), new TypeReference<List<ReceiptEntry>>() {});
  }

  @Override
  public List<ReceiptCount> receiptCounts() {
    return call("GET", "receipt-counts", new TypeReference<List<ReceiptCount>>() {});
  }

  private <T> T call(String method, String path, TypeReference<T> type) {
    JavaType javaType = Json.MAPPER.getTypeFactory().constructType(type);
    return parse(send(method, path, Map.of(), PATIENCE), javaType);
  }

  private JsonNode call(String method, String path, Map<String, String> body) {
    return parse(send(method, path, body, PATIENCE), Json.MAPPER.constructType(JsonNode.class));
  }

  private byte[] send(String method, String path, Map<String, String> body, Duration patience) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(root.resolve(path))
              .timeout(patience)
              .header("Authorization", "Bearer " + token)
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
          "The server does not answer at %s; it may be starting or stopping, or hang"
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
          Reason.UNAVAILABLE, "The server's answer cannot be read; is it of another version?", e);
    }
  }

  private static String encoded(Map<String, Object> query) {
    StringJoiner pairs = new StringJoiner("&", "?", "");
    query.forEach((name, value) -> pairs.add(name + "=" + encoded(value.toString())));
    return pairs.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
