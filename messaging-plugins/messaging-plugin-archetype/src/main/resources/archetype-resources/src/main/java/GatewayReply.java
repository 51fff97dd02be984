package ${package};

import java.time.Duration;
import java.util.Optional;

/**
 * What the gateway answered.
 *
 * @param text the body; the gateway's id of the message where it took it, else the reason
 * @param after the header Retry-After
 */
record GatewayReply(int status, String text, Optional<String> after) {

  private static final int LONGEST_ID = 255;

  /** What an answer means for the message. */
  enum Meaning {
    TAKEN,
    REFUSED,
    NOT_NOW,
    UNCLEAR
  }

  /**
   * What it means. Where it is not now, the gateway has certainly not taken the message; where it
   * is unclear, a proxy answered that may have handed it on.
   */
  Meaning meaning() {
    if (status >= 200 && status < 300) {
      return Meaning.TAKEN;
    }
    if (status == 502 || status == 504) {
      return Meaning.UNCLEAR;
    }
    // A wrong token is no message's fault: what waits is sent once the operator has set it right.
    boolean later = status >= 500 || status == 429 || status == 401 || status == 403;
    return later ? Meaning.NOT_NOW : Meaning.REFUSED;
  }

  /** The gateway's id of the message, where it gave one. */
  Optional<String> id() {
    return text.matches("[!-~]{1,%d}".formatted(LONGEST_ID)) ? Optional.of(text) : Optional.empty();
  }

  /** When to try again, where the gateway says so in seconds. */
  Optional<Duration> retryAfter() {
    return after
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }

  /** Why not now, for an operator. */
  String problem() {
    return switch (status) {
      case 401, 403 -> "The gateway refuses the token; set messaging.plugin.${pluginName}.token right";
      case 429 -> "The gateway has had enough messages for now";
      default -> "The gateway answered " + status;
    };
  }
}
