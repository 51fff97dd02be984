package org.messagingagent.server.prove;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges what is told, event by event, in the order of the record. For one thread at a time.
 *
 * <p>Order within a session: a message may start for the first time only when the one before it has
 * been done at least once. A message that starts once more after its successor has started is a
 * repeat where that run of a node had been killed, paused or cut off: it may not have known yet
 * that it had lost the message, and its outcome is refused. From any other node it is disorder.
 */
final class Judge {

  private static final int MOST_OFFENCES = 20;

  private final Map<MessageKey, State> messages = new HashMap<>();
  private final Set<String> disturbed = new HashSet<>();
  private final List<String> offences = new ArrayList<>();
  private long accepted;
  private long handled;
  private long unfinished;
  private long duplicated;
  private long unexplained;
  private long outOfOrder;
  private long storedTwice;

  /** What is known of one message. */
  private static final class State {
    private long messageId;
    private boolean accepted;
    private int starts;
    private int failures;
    private int dones;
    private String doneBy = "";
  }

  /**
   * What the record says.
   *
   * @param handled messages that were done at least once
   * @param lost messages that were accepted and never done
   * @param duplicated messages that were done more than once
   * @param unexplained of these, repeats for which no node was killed, paused or cut off
   * @param repeated starts of messages beyond the first and those that were asked for
   * @param storedTwice messages that the server stored under two ids
   * @param offences the first of what must not be, a sentence each
   */
  record Findings(
      long accepted,
      long handled,
      long lost,
      long duplicated,
      long unexplained,
      long repeated,
      long outOfOrder,
      long storedTwice,
      List<String> offences) {}

  void see(Event event) {
    switch (event.kind()) {
      case ACCEPTED -> acceptedBy(state(event));
      case START -> started(event);
      case FAILED -> state(event).failures++;
      case DONE -> done(event);
      case DISTURBED -> disturbed.add(event.node());
      case NOTE -> {
        // Only for the reader of the record.
      }
    }
  }

  long accepted() {
    return accepted;
  }

  long handled() {
    return handled;
  }

  /** Messages that were accepted and are not done so far. */
  long unfinished() {
    return unfinished;
  }

  Findings findings() {
    List<String> all = new ArrayList<>(offences);
    messages.entrySet().stream()
        .filter(entry -> entry.getValue().accepted && entry.getValue().dones == 0)
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(MessageKey::sender).thenComparing(MessageKey::sequence))
        .limit(MOST_OFFENCES)
        .forEach(key -> all.add("%s was accepted and never done".formatted(key)));
    return new Findings(
        accepted,
        handled,
        unfinished,
        duplicated,
        unexplained,
        repeated(),
        outOfOrder,
        storedTwice,
        List.copyOf(all.subList(0, Math.min(all.size(), MOST_OFFENCES))));
  }

  private long repeated() {
    return messages.values().stream()
        .mapToLong(state -> Math.max(0, state.starts - state.failures - 1))
        .sum();
  }

  private void acceptedBy(State state) {
    if (state.accepted) {
      return;
    }
    state.accepted = true;
    accepted++;
    if (state.dones == 0) {
      unfinished++;
    }
  }

  private void started(Event event) {
    MessageKey key = MessageKey.parse(event.subject());
    State state = state(event);
    checkId(key, state, event);
    state.starts++;
    if (key.session().isEmpty()) {
      return;
    }
    if (state.starts == 1) {
      key.before()
          .filter(before -> !isDone(before))
          .ifPresent(
              before ->
                  disorder(
                      "%s started on %s before %s was done".formatted(key, event.node(), before)));
    } else if (hasStarted(key.after()) && !disturbed.contains(event.node())) {
      disorder(
          "%s started again on %s, which nothing was done to, after %s had started"
              .formatted(key, event.node(), key.after()));
    }
  }

  private void done(Event event) {
    MessageKey key = MessageKey.parse(event.subject());
    State state = state(event);
    checkId(key, state, event);
    state.dones++;
    if (state.dones == 1) {
      handled++;
      if (state.accepted) {
        unfinished--;
      }
    } else {
      if (state.dones == 2) {
        duplicated++;
      }
      if (!disturbed.contains(event.node()) && !disturbed.contains(state.doneBy)) {
        unexplained++;
      }
    }
    state.doneBy = event.node();
  }

  private void checkId(MessageKey key, State state, Event event) {
    if (state.messageId == 0) {
      state.messageId = event.messageId();
    } else if (state.messageId != event.messageId()) {
      storedTwice++;
      offence("%s has two ids, %d and %d".formatted(key, state.messageId, event.messageId()));
    }
  }

  private void disorder(String what) {
    outOfOrder++;
    offence(what);
  }

  private void offence(String what) {
    if (offences.size() < MOST_OFFENCES) {
      offences.add(what);
    }
  }

  private boolean isDone(MessageKey key) {
    State state = messages.get(key);
    return state != null && state.dones > 0;
  }

  private boolean hasStarted(MessageKey key) {
    State state = messages.get(key);
    return state != null && state.starts > 0;
  }

  private State state(Event event) {
    return messages.computeIfAbsent(MessageKey.parse(event.subject()), key -> new State());
  }
}
