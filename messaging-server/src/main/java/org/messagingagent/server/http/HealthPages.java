package org.messagingagent.server.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.messagingagent.server.http.Health.Check;
import org.messagingagent.server.http.Health.Status;

/** Whether the server lives and can work, for whoever watches it. */
final class HealthPages {

  private static final String JSON = "application/json";

  private final Health health;

  HealthPages(Health health) {
    this.health = health;
  }

  /** The page at this path; empty where there is none. */
  Optional<Answer> at(String path) {
    return switch (path) {
      case "/health/live" -> Optional.of(liveness());
      case "/health/ready" -> Optional.of(readiness());
      default -> Optional.empty();
    };
  }

  /** Answers with a page, which is for reading only. */
  static void show(Exchange exchange, Answer page) {
    switch (exchange.method()) {
      case "GET", "HEAD" -> exchange.answer(page.with("Cache-Control", "no-store"));
      default -> exchange.answer(Answer.methodNotAllowed("GET, HEAD"));
    }
  }

  private Answer liveness() {
    return health.live()
        ? Answer.text(200, "live")
        : Answer.text(503, "This process cannot go on; start it anew. Its log says why.");
  }

  private Answer readiness() {
    List<Check> checks = health.checks();
    Status worst = checks.stream().map(Check::status).max(Status::compareTo).orElse(Status.OK);
    boolean ready = worst != Status.FAILED;
    String body =
        "{\"ready\":%s,\"status\":%s,\"checks\":[%s]}\n"
            .formatted(
                ready,
                quoted(word(worst)),
                checks.stream().map(HealthPages::json).collect(Collectors.joining(",")));
    Answer answer = new Answer(ready ? 200 : 503, JSON, body.getBytes(StandardCharsets.UTF_8));
    return ready ? answer : answer.with("Retry-After", Answer.RETRY_SECONDS);
  }

  private static String json(Check check) {
    return "{\"name\":%s,\"status\":%s,\"detail\":%s}"
        .formatted(quoted(check.name()), quoted(word(check.status())), quoted(check.detail()));
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == '"' || c == '\\') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
