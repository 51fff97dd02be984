package org.messagingagent.server.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.MessageState;

/**
 * Why messages wait, and what became of the others, in words for an operator. For one page: what is
 * found out about a session is remembered. For one thread.
 */
final class WaitReasons {

  private record Session(String plugin, String key) {}

  private final Obstacles obstacles;
  private final InboxStore inbox;
  private final Instant now;
  private final Map<Session, OptionalLong> turns = new HashMap<>();

  WaitReasons(Obstacles obstacles, InboxStore inbox, Instant now) {
    this.obstacles = obstacles;
    this.inbox = inbox;
    this.now = now;
  }

  /** What keeps a message waiting comes before what its last attempt came to. */
  String of(IncomingRecord message) {
    String last = message.reason();
    if (message.state() != MessageState.WAITING) {
      return last;
    }
    Optional<String> obstacle = obstacles.of(message.plugin()).or(() -> turn(message));
    if (obstacle.isPresent()) {
      return last.isEmpty()
          ? obstacle.get()
          : "%s; the last attempt: %s".formatted(obstacle.get(), last);
    }
    if (message.due().isPresent() && message.due().get().isAfter(now)) {
      Instant next = message.due().get().truncatedTo(ChronoUnit.SECONDS);
      return last.isEmpty()
          ? "next attempt at %s".formatted(next)
          : "next attempt at %s: %s".formatted(next, last);
    }
    return last;
  }

  private Optional<String> turn(IncomingRecord message) {
    if (message.due().isPresent()) {
      return Optional.empty();
    }
    OptionalLong turn =
        turns.computeIfAbsent(
            new Session(message.plugin(), message.sessionKey()),
            session -> inbox.turnOf(session.plugin(), session.key()));
    // Its own turn may have come since it was read.
    return turn.isEmpty() || turn.getAsLong() == message.id()
        ? Optional.empty()
        : Optional.of("after message %d of its session".formatted(turn.getAsLong()));
  }
}
