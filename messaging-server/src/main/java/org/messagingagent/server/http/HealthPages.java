package org.messagingagent.server.http;

import java.util.Optional;
import java.util.function.Supplier;

/** Whether the server lives and can work, for whoever watches it. */
final class HealthPages {

  private final Supplier<Optional<String>> problem;

  /**
   * @param problem why the server cannot do its work now; empty where it can
   */
  HealthPages(Supplier<Optional<String>> problem) {
    this.problem = problem;
  }

  /** The page at this path; empty where there is none. */
  Optional<Answer> at(String path) {
    return switch (path) {
      case "/health/live" -> Optional.of(Answer.text(200, "live"));
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

  private Answer readiness() {
    return problem
        .get()
        .map(reason -> Answer.tryAgain("not ready: " + reason))
        .orElseGet(() -> Answer.text(200, "ready"));
  }
}
