package org.messagingagent.plugin.httpsms;

import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

/** What the gateway's answers mean for a message. Immutable. */
final class AnswerRules {

  private static final int LONGEST_ID = 255;
  private static final int MOST_IDS = 100;
  private static final Map<String, Kind> MEANINGS =
      Map.of(
          Keys.SENT, Kind.SENT,
          Keys.RETRY, Kind.RETRY,
          Keys.REJECTED, Kind.REJECTED,
          Keys.UNKNOWN, Kind.UNKNOWN);

  private final Mapping<Kind> statuses;
  private final Mapping<Kind> codes;
  private final Kind otherwise;
  private final Optional<Extractor> id;
  private final boolean idRequired;
  private final Optional<Extractor> code;
  private final Optional<Extractor> reason;
  private final boolean recognisesRepeats;
  private final Redactor redactor;

  private AnswerRules(Layers layers, Redactor redactor) {
    this.statuses = layers.mapping(Keys.STATUS, MEANINGS);
    this.codes = layers.mapping(Keys.ANSWER, MEANINGS);
    this.otherwise = MEANINGS.get(layers.require(Keys.ANSWER_OTHERWISE));
    this.id = layers.extractor(Keys.ANSWER_ID);
    this.idRequired = layers.settings().getBoolean(Keys.ANSWER_ID_REQUIRED);
    this.code = layers.extractor(Keys.ANSWER_CODE);
    this.reason = layers.extractor(Keys.ANSWER_REASON);
    this.recognisesRepeats = layers.settings().getBoolean(Keys.RECOGNISES_REPEATS);
    this.redactor = redactor;
    if (code.isEmpty() && layers.problems().isEmpty()) {
      MEANINGS.keySet().stream()
          .map(name -> Keys.ANSWER + name)
          .filter(layers::isSet)
          .forEach(key -> layers.problem(Keys.ANSWER_CODE, "is required with " + key));
    }
  }

  /** Reads them; what is wrong is among the problems of the layers. */
  static AnswerRules read(Layers layers, Redactor redactor) {
    return new AnswerRules(layers, redactor);
  }

  /** What became of the message that was answered so. */
  SendOutcome outcome(Reply reply, Clock clock) {
    Received received = reply.received();
    Kind byStatus = statuses.find(Integer.toString(reply.status())).orElse(Kind.UNKNOWN);
    List<String> found = code.map(extractor -> extractor.find(received)).orElse(List.of());
    if (found.isEmpty()) {
      return code.isPresent() && byStatus == Kind.SENT
          ? unclear(reply, "nothing at " + code.get())
          : outcome(byStatus, reply, received, "", clock);
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String value : found) {
      kinds.add(codes.find(value).orElse(byStatus == Kind.SENT ? otherwise : byStatus));
    }
    String values = ", code " + String.join(", ", new LinkedHashSet<>(found));
    return outcome(together(kinds), reply, received, values, clock);
  }

  /** Several parts of a message count as one: what is sent in part must not be sent again. */
  private static Kind together(Set<Kind> kinds) {
    if (kinds.size() == 1) {
      return kinds.iterator().next();
    }
    return kinds.contains(Kind.SENT) || kinds.contains(Kind.UNKNOWN) ? Kind.UNKNOWN : Kind.REJECTED;
  }

  private SendOutcome outcome(
      Kind kind, Reply reply, Received received, String codesFound, Clock clock) {
    if (kind == Kind.SENT) {
      return sent(reply, received);
    }
    String said = reason.flatMap(extractor -> extractor.first(received)).orElse("");
    String text =
        redactor.shown(
            "The gateway answered %d%s%s%s"
                .formatted(reply.status(), codesFound, said.isEmpty() ? "" : ": ", said));
    return switch (kind) {
      case RETRY -> retry(reply, text + hint(reply), clock);
      case REJECTED -> SendOutcome.rejected(text);
      default -> unknown(text);
    };
  }

  private SendOutcome sent(Reply reply, Received received) {
    if (id.isEmpty()) {
      return SendOutcome.sent();
    }
    List<String> ids =
        id.get().find(received).stream()
            .map(String::strip)
            .filter(AnswerRules::isId)
            .distinct()
            .limit(MOST_IDS)
            .toList();
    if (ids.isEmpty()) {
      return idRequired ? unclear(reply, "no id at " + id.get()) : SendOutcome.sent();
    }
    return SendOutcome.sentInParts(ids);
  }

  private SendOutcome unclear(Reply reply, String what) {
    return unknown(
        "The gateway answered %d with %s%s"
            .formatted(reply.status(), what, reply.cut() ? ", and with too long a text" : ""));
  }

  /** Where nobody knows. */
  SendOutcome unknown(String text) {
    return recognisesRepeats ? SendOutcome.retry(text) : SendOutcome.unknown(text);
  }

  private static SendOutcome retry(Reply reply, String text, Clock clock) {
    return reply
        .header("Retry-After")
        .flatMap(value -> RetryAfter.parse(value, clock))
        .map(after -> SendOutcome.retry(text, after))
        .orElseGet(() -> SendOutcome.retry(text));
  }

  private static String hint(Reply reply) {
    return switch (reply.status()) {
      case 401, 403 -> "; the vendor does not accept the plugin's credentials";
      case 301, 302, 303, 307, 308 -> "; the address in the plugin's settings is not the vendor's";
      default -> "";
    };
  }

  private static boolean isId(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_ID
        && text.chars().noneMatch(Character::isISOControl);
  }
}
