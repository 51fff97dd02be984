package org.messagingagent.client.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.messagingagent.client.MessagingClientException;
import org.messagingagent.client.OutcomeUnknownException;
import org.messagingagent.client.RejectedException;
import org.messagingagent.client.TryLaterException;

/**
 * Each fault, whether the call is done, and what a caller of CreateMessage sees without repeats.
 */
record FaultTable(
    String words, Fault fault, boolean done, Class<? extends MessagingClientException> seen) {

  static final List<FaultTable> ROWS =
      List.of(
          refused(
              "rejected(code, message)",
              Fault.rejected("TOO_MANY", "Too many"),
              RejectedException.class),
          refused(
              "rejected(code, message).wrapped()",
              Fault.rejected("TOO_MANY", "No").wrapped(),
              RejectedException.class),
          refused("tryLater(time)", Fault.tryLater(Duration.ofSeconds(2)), TryLaterException.class),
          refused("serverError()", Fault.serverError(), OutcomeUnknownException.class),
          refused("http(503)", Fault.http(503), TryLaterException.class),
          refused("http(502)", Fault.http(502), OutcomeUnknownException.class),
          refused(
              "answer(429, headers, body)",
              Fault.answer(429, Map.of("Retry-After", "9"), "slow down"),
              TryLaterException.class),
          refused("cutBefore()", Fault.cutBefore(), OutcomeUnknownException.class),
          done("cutAfter()", Fault.cutAfter()),
          done("cutInAnswer()", Fault.cutInAnswer()),
          done("silent()", Fault.silent()),
          done("slow(time)", Fault.slow(Duration.ofMinutes(1))));

  /** How long the caller waits for an answer: not long where none comes. */
  Duration patience() {
    return fault.kind() == Fault.Broken.SILENT || fault.kind() instanceof Fault.Late
        ? Duration.ofSeconds(2)
        : Duration.ofSeconds(30);
  }

  private static FaultTable refused(
      String words, Fault fault, Class<? extends MessagingClientException> seen) {
    return new FaultTable(words, fault, false, seen);
  }

  private static FaultTable done(String words, Fault fault) {
    return new FaultTable(words, fault, true, OutcomeUnknownException.class);
  }

  /** As it stands in {@code docs/testing.md}, but for the words on what it is. */
  String begin() {
    return "| `%s` | ".formatted(words);
  }

  String end() {
    return " | %s | `%s` |".formatted(done ? "yes" : "no", seen.getSimpleName());
  }

  @Override
  public String toString() {
    return words;
  }
}
