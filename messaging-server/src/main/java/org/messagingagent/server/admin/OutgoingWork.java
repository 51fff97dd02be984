package org.messagingagent.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.Administration.OutgoingEntry;
import org.messagingagent.server.admin.Administration.OutgoingQuery;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.OutgoingFilter;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.store.OutboxStore.OutgoingState;

/** Outgoing messages, for operators. */
final class OutgoingWork {

  private final OutboxStore outbox;

  OutgoingWork(OutboxStore outbox) {
    this.outbox = outbox;
  }

  List<MessageCount> counts() {
    List<MessageCount> counts = new ArrayList<>();
    for (Map.Entry<String, Map<String, Long>> plugin : outbox.counts().entrySet()) {
      plugin
          .getValue()
          .forEach(
              (state, count) ->
                  counts.add(new MessageCount("outgoing", plugin.getKey(), state, count)));
    }
    return counts;
  }

  List<OutgoingEntry> list(OutgoingQuery query) {
    Words.checkLimit(query.limit());
    Optional<OutgoingState> state = query.state().flatMap(OutgoingWords::state);
    Optional<Integer> status = query.state().flatMap(OutgoingWords::status);
    if (query.state().isPresent() && state.isEmpty() && status.isEmpty()) {
      throw new AdministrationException(
          Reason.INVALID,
          "There is no state '%s' of outgoing messages; there are %s"
              .formatted(query.state().get(), String.join(", ", OutgoingWords.all())));
    }
    // A status of its own is what has settled: those in flight or unknown carry one that is none.
    OutgoingFilter filter =
        new OutgoingFilter(
            query.plugin(),
            status.isPresent() ? Optional.of(OutgoingState.SETTLED) : state,
            status);
    return outbox.list(filter, query.before(), query.limit()).stream()
        .map(OutgoingWork::entry)
        .toList();
  }

  OutgoingEntry find(int messagingId) {
    return outbox
        .find(messagingId)
        .map(OutgoingWork::entry)
        .orElseThrow(
            () ->
                new AdministrationException(
                    Reason.NOT_FOUND, "There is no outgoing message %d".formatted(messagingId)));
  }

  private static OutgoingEntry entry(OutgoingRecord message) {
    return new OutgoingEntry(
        message.messagingId(),
        message.plugin(),
        OutgoingWords.of(message.state()),
        OutgoingWords.of(message.status()),
        message.description(),
        message.sessionKey(),
        message.externalIds(),
        message.parentMessagingId().orElse(0),
        message.user(),
        message.recordedAt().toString(),
        message.changedAt().toString(),
        message.attempts());
  }
}
