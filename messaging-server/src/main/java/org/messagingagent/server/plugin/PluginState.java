package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a plugin that was started is called.
 *
 * @param kind what holds for one direction at least
 * @param detail why, in words for an operator; empty where it is called
 */
public record PluginState(Kind kind, String detail) {

  /** What there is; a later one hides those before it. */
  public enum Kind {
    /** It is called. */
    RUNNING,
    /** Too many of its last calls failed, so that it is not called for a while. */
    SUSPENDED,
    /** All its threads of one direction hang in calls that do not end. */
    STUCK,
    /** An operator paused it. */
    PAUSED,
    /** It is being stopped. */
    STOPPING
  }

  public PluginState {
    requireNonNull(kind, "kind is null");
    requireNonNull(detail, "detail is null");
  }

  /** The state in one word of lower case. */
  public String word() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The state of a plugin by the gates of the directions that it has. */
  static PluginState of(Optional<CallGate> handling, Optional<CallGate> sending) {
    List<Part> parts = new ArrayList<>();
    handling.flatMap(CallGate::closed).ifPresent(why -> parts.add(new Part("handling", why)));
    sending.flatMap(CallGate::closed).ifPresent(why -> parts.add(new Part("sending", why)));
    Kind kind = parts.stream().map(Part::kind).max(Kind::compareTo).orElse(Kind.RUNNING);
    String detail =
        switch (kind) {
          case PAUSED, STOPPING -> parts.get(0).why().reason();
          case SUSPENDED, STUCK ->
              parts.stream()
                  .map(part -> part.direction() + ": " + part.why().reason())
                  .collect(Collectors.joining("; "));
          case RUNNING -> "";
        };
    return new PluginState(kind, detail);
  }

  private record Part(String direction, Refusal why) {

    Kind kind() {
      return switch (why.kind()) {
        case PAUSED -> Kind.PAUSED;
        case BREAKER_OPEN -> Kind.SUSPENDED;
        case STUCK -> Kind.STUCK;
        case STOPPING -> Kind.STOPPING;
        case RATE_LIMITED -> Kind.RUNNING;
      };
    }
  }
}
