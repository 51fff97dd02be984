package org.messagingagent.server.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** The administration of a server that runs, over HTTP. */
public final class AdministrationClient implements Administration {

  private final AdministrationTransport transport;

  private AdministrationClient(AdministrationTransport transport) {
    this.transport = transport;
  }

  /**
   * The administration of the server that uses this data directory; empty where none has left its
   * address there. Whether it answers shows at the first call.
   */
  public static Optional<AdministrationClient> find(Path dataDirectory) {
    return new AdministrationFile(dataDirectory)
        .read()
        .map(
            access ->
                new AdministrationClient(
                    new AdministrationTransport(access.uri(), "Bearer " + access.token())));
  }

  /**
   * The administration of the server at this address. Whether it answers, and takes the password,
   * shows at the first call.
   *
   * @param server such as {@code http://127.0.0.1:8089}
   * @param user an operator
   */
  public static AdministrationClient at(URI server, String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new AdministrationClient(
        new AdministrationTransport(server, "Basic " + Base64.getEncoder().encodeToString(pair)));
  }

  @Override
  public List<UserEntry> users(Optional<String> after, int limit) {
    Map<String, Object> query = new LinkedHashMap<>();
    after.ifPresent(name -> query.put("after", name));
    query.put("limit", limit);
    return get("users" + encoded(query), new TypeReference<List<UserEntry>>() {});
  }

  @Override
  public void addUser(String name, String password, List<String> roles) {
    change("POST", "users", Map.of("name", name, "password", password, "roles", roles));
  }

  @Override
  public void removeUser(String name) {
    change("DELETE", "users/" + encoded(name), Map.of());
  }

  @Override
  public void changePassword(String name, String password) {
    change("PUT", "users/" + encoded(name) + "/password", Map.of("password", password));
  }

  @Override
  public void grant(String name, List<String> roles) {
    change("POST", "users/" + encoded(name) + "/grant", Map.of("roles", roles));
  }

  @Override
  public void revoke(String name, List<String> roles) {
    change("POST", "users/" + encoded(name) + "/revoke", Map.of("roles", roles));
  }

  @Override
  public List<PluginEntry> plugins() {
    return get("plugins", new TypeReference<List<PluginEntry>>() {});
  }

  @Override
  public PluginDetail plugin(String name) {
    return get("plugins/" + encoded(name), new TypeReference<PluginDetail>() {});
  }

  @Override
  public void pausePlugin(String name) {
    change("POST", "plugins/" + encoded(name) + "/pause", Map.of());
  }

  @Override
  public void resumePlugin(String name) {
    change("POST", "plugins/" + encoded(name) + "/resume", Map.of());
  }

  @Override
  public String restartPlugin(String name) {
    return transport
        .callLong("plugins/" + encoded(name) + "/restart", new TypeReference<JsonNode>() {})
        .path("result")
        .asText();
  }

  @Override
  public List<MessageCount> counts() {
    return get("counts", new TypeReference<List<MessageCount>>() {});
  }

  @Override
  public List<IncomingEntry> incoming(IncomingQuery query) {
    Map<String, Object> parameters = parameters(query.match());
    parameters.put("before", query.before());
    parameters.put("limit", query.limit());
    return get("incoming" + encoded(parameters), new TypeReference<List<IncomingEntry>>() {});
  }

  @Override
  public IncomingDetail incoming(long id) {
    return get("incoming/" + id, new TypeReference<IncomingDetail>() {});
  }

  @Override
  public String retry(long id) {
    return change("POST", "incoming/%d/retry".formatted(id), Map.of()).path("before").asText();
  }

  @Override
  public String discard(long id, String reason) {
    return change("POST", "incoming/%d/discard".formatted(id), Map.of("reason", reason))
        .path("before")
        .asText();
  }

  @Override
  public Matched matching(MatchQuery query, long after) {
    Map<String, Object> parameters = parameters(query);
    parameters.put("after", after);
    return get("incoming-matches" + encoded(parameters), new TypeReference<Matched>() {});
  }

  @Override
  public Changed retry(MatchQuery query, long after, long upTo) {
    return changeMatching("retry", query, after, upTo, Map.of());
  }

  @Override
  public Changed discard(MatchQuery query, long after, long upTo, String reason) {
    return changeMatching("discard", query, after, upTo, Map.of("reason", reason));
  }

  private Changed changeMatching(
      String verb, MatchQuery query, long after, long upTo, Map<String, ?> body) {
    Map<String, Object> parameters = parameters(query);
    parameters.put("after", after);
    parameters.put("up-to", upTo);
    return transport.call(
        "POST",
        "incoming-matches/" + verb + encoded(parameters),
        body,
        new TypeReference<Changed>() {});
  }

  @Override
  public List<OutgoingEntry> outgoing(OutgoingQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    query.plugin().ifPresent(plugin -> parameters.put("plugin", plugin));
    query.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("before", query.before());
    parameters.put("limit", query.limit());
    return get("outgoing" + encoded(parameters), new TypeReference<List<OutgoingEntry>>() {});
  }

  @Override
  public OutgoingEntry outgoing(int messagingId) {
    return get("outgoing/" + messagingId, new TypeReference<OutgoingEntry>() {});
  }

  @Override
  public List<ReceiptEntry> receipts(ReceiptQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    query.plugin().ifPresent(plugin -> parameters.put("plugin", plugin));
    query.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("before", query.before());
    parameters.put("limit", query.limit());
    return get("receipts" + encoded(parameters), new TypeReference<List<ReceiptEntry>>() {});
  }

  @Override
  public List<ReceiptCount> receiptCounts() {
    return get("receipt-counts", new TypeReference<List<ReceiptCount>>() {});
  }

  @Override
  public List<QueueEntry> queues() {
    return get("queues", new TypeReference<List<QueueEntry>>() {});
  }

  @Override
  public List<PartitionEntry> partitions(String plugin) {
    return get("queues/" + encoded(plugin), new TypeReference<List<PartitionEntry>>() {});
  }

  @Override
  public List<NodeEntry> nodes() {
    return get("nodes", new TypeReference<List<NodeEntry>>() {});
  }

  @Override
  public List<AuditEntry> audit(AuditQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    query.actor().ifPresent(actor -> parameters.put("actor", actor));
    query.since().ifPresent(since -> parameters.put("since", since));
    parameters.put("before", query.before());
    parameters.put("limit", query.limit());
    return get("audit" + encoded(parameters), new TypeReference<List<AuditEntry>>() {});
  }

  private <T> T get(String path, TypeReference<T> type) {
    return transport.call("GET", path, Map.of(), type);
  }

  private JsonNode change(String method, String path, Map<String, ?> body) {
    return transport.call(method, path, body, new TypeReference<JsonNode>() {});
  }

  private static Map<String, Object> parameters(MatchQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    query.plugin().ifPresent(plugin -> parameters.put("plugin", plugin));
    query.state().ifPresent(state -> parameters.put("state", state));
    query.session().ifPresent(session -> parameters.put("session", session));
    query.reason().ifPresent(reason -> parameters.put("reason", reason));
    query.receivedAfter().ifPresent(time -> parameters.put("received-after", time));
    query.receivedBefore().ifPresent(time -> parameters.put("received-before", time));
    return parameters;
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
