package org.messagingagent.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.OutgoingQuery;
import org.messagingagent.server.admin.Administration.ReceiptQuery;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.http.Answer;
import org.messagingagent.server.http.BodyReceiver;
import org.messagingagent.server.http.Exchange;
import org.messagingagent.server.http.HttpHandler;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administration as JSON under {@code /admin/v1/}, for whoever brings the token. What may take
 * minutes has threads of its own, so that it keeps no other operator waiting.
 */
final class AdministrationHandler implements HttpHandler, AutoCloseable {

  static final String ROOT = "/admin/v1/";

  private static final Logger log = LoggerFactory.getLogger(AdministrationHandler.class);
  private static final String RESTART = "restart";
  private static final int DEFAULT_LIMIT = 50;

  /** How many plugins are restarted at a time. */
  private static final int MAX_RESTARTS = 4;

  private final Administration administration;
  private final byte[] authorization;
  private final int maxBody;
  private final ExecutorService restarts =
      new ThreadPoolExecutor(
          0,
          MAX_RESTARTS,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          DaemonThreads.named("restart"));

  AdministrationHandler(Administration administration, String token, int maxBody) {
    this.administration = administration;
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.maxBody = maxBody;
  }

  @Override
  public void handle(Exchange exchange) {
    byte[] given = exchange.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, authorization)) {
      exchange.answer(
          problem(401, "The token is missing or wrong; it is in the server's data directory")
              .with("WWW-Authenticate", "Bearer"));
      return;
    }
    exchange.readBody(new Call(exchange));
  }

  /** Ends what still goes on; nobody waits for an answer any more. */
  @Override
  public void close() {
    restarts.shutdownNow();
  }

  private Answer respond(String method, String path, Map<String, String> query, byte[] body) {
    try {
      return json(200, result(method, path, query, body));
    } catch (AdministrationException e) {
      if (e.getCause() != null) {
        log.warn("An operator's {} {} failed", method, path, e);
      }
      return problem(e.reason().httpStatus(), e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("An operator's {} {} failed", method, path, e);
      return problem(500, "The server has a problem; its log says which");
    }
  }

  private Object result(String method, String path, Map<String, String> query, byte[] body) {
    if (!path.startsWith(ROOT)) {
      throw nothingAt(method, path);
    }
    List<String> parts =
        Arrays.stream(path.substring(ROOT.length()).split("/", -1))
            .map(AdministrationHandler::decoded)
            .toList();
    String route = method + " " + parts.get(0) + "/" + parts.size();
    return switch (route) {
      case "GET users/1" -> administration.users(text(query, "after"), limit(query));
      case "POST users/1" -> {
        JsonNode user = read(body);
        administration.addUser(text(user, "name"), text(user, "password"));
        yield Map.of();
      }
      case "DELETE users/2" -> {
        administration.removeUser(parts.get(1));
        yield Map.of();
      }
      case "PUT users/3" -> {
        if (!parts.get(2).equals("password")) {
          throw nothingAt(method, path);
        }
        administration.changePassword(parts.get(1), text(read(body), "password"));
        yield Map.of();
      }
      case "GET plugins/1" -> administration.plugins();
      case "GET plugins/2" -> administration.plugin(parts.get(1));
      case "POST plugins/3" -> change(method, path, parts.get(1), parts.get(2));
      case "GET counts/1" -> administration.counts();
      case "GET incoming/1" ->
          administration.incoming(
              new IncomingQuery(
                  text(query, "plugin"),
                  text(query, "state"),
                  text(query, "session"),
                  number(query, "before", Long.MAX_VALUE),
                  limit(query)));
      case "GET incoming/2" -> administration.incoming(id(parts.get(1), Long.MAX_VALUE));
      case "POST incoming/3" -> {
        long id = id(parts.get(1), Long.MAX_VALUE);
        yield Map.of(
            "before",
            switch (parts.get(2)) {
              case "retry" -> administration.retry(id);
              case "discard" -> administration.discard(id, text(read(body), "reason"));
              default -> throw nothingAt(method, path);
            });
      }
      case "GET outgoing/1" ->
          administration.outgoing(
              new OutgoingQuery(
                  text(query, "plugin"),
                  text(query, "state"),
                  (int) Math.min(number(query, "before", Integer.MAX_VALUE), Integer.MAX_VALUE),
                  limit(query)));
      case "GET outgoing/2" -> administration.outgoing((int) id(parts.get(1), Integer.MAX_VALUE));
      case "GET receipts/1" ->
          administration.receipts(
              new ReceiptQuery(
                  text(query, "plugin"),
                  text(query, "state"),
                  number(query, "before", Long.MAX_VALUE),
                  limit(query)));
      case "GET receipt-counts/1" -> administration.receiptCounts();
      default -> throw nothingAt(method, path);
    };
  }

  private Map<String, String> change(String method, String path, String plugin, String verb) {
    return switch (verb) {
      case "pause" -> {
        administration.pausePlugin(plugin);
        yield Map.of();
      }
      case "resume" -> {
        administration.resumePlugin(plugin);
        yield Map.of();
      }
      case RESTART -> Map.of("result", administration.restartPlugin(plugin));
      default -> throw nothingAt(method, path);
    };
  }

  private static AdministrationException nothingAt(String method, String path) {
    return new AdministrationException(
        Reason.NOT_FOUND, "There is nothing at %s %s".formatted(method, path));
  }

  private static JsonNode read(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (IOException e) {
      throw new AdministrationException(Reason.INVALID, "The request is not JSON");
    }
  }

  private static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new AdministrationException(
          Reason.INVALID, "The request has no text '%s'".formatted(field));
    }
    return value.textValue();
  }

  private static Optional<String> text(Map<String, String> query, String name) {
    return Optional.ofNullable(query.get(name));
  }

  private static int limit(Map<String, String> query) {
    return (int) Math.min(number(query, "limit", DEFAULT_LIMIT), Integer.MAX_VALUE);
  }

  private static long number(Map<String, String> query, String name, long otherwise) {
    String value = query.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new AdministrationException(
          Reason.INVALID, "'%s' must be a whole number, was '%s'".formatted(name, value));
    }
  }

  private static long id(String text, long largest) {
    try {
      long id = Long.parseLong(text);
      if (id >= 1 && id <= largest) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is out of range.
    }
    throw new AdministrationException(
        Reason.INVALID, "A message id is a positive whole number, was '%s'".formatted(text));
  }

  private static Map<String, String> query(Optional<String> query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.orElse("").split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new AdministrationException(Reason.INVALID, "The address is not properly encoded");
    }
  }

  private static Answer json(int status, Object value) {
    try {
      return new Answer(status, "application/json", Json.MAPPER.writeValueAsBytes(value))
          .with("Cache-Control", "no-store");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer cannot be written as JSON", e);
    }
  }

  private static Answer problem(int status, String message) {
    return json(status, Map.of("message", message));
  }

  /** One request; bodies are small. */
  private final class Call implements BodyReceiver {

    private final Exchange exchange;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Call(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public boolean receive(ByteBuffer piece) {
      if (body.size() + piece.remaining() > maxBody) {
        exchange.answer(problem(413, "The request is too large"));
        return false;
      }
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      body.write(bytes, 0, bytes.length);
      return true;
    }

    @Override
    public void complete() {
      if (!isRestart()) {
        exchange.answer(answer());
        return;
      }
      try {
        restarts.execute(() -> exchange.answer(answer()));
      } catch (RejectedExecutionException e) {
        exchange.answer(
            problem(
                Reason.UNAVAILABLE.httpStatus(),
                "%d plugins are being restarted; try again when one of them runs"
                    .formatted(MAX_RESTARTS)));
      }
    }

    private boolean isRestart() {
      return exchange.method().equals("POST")
          && exchange.path().startsWith(ROOT + "plugins/")
          && exchange.path().endsWith("/" + RESTART);
    }

    private Answer answer() {
      try {
        return respond(
            exchange.method(), exchange.path(), query(exchange.query()), body.toByteArray());
      } catch (AdministrationException e) {
        return problem(e.reason().httpStatus(), e.getMessage());
      }
    }

    @Override
    public void failed(BodyFailure failure) {
      exchange.answer(problem(400, "The request did not arrive whole"));
    }
  }
}
