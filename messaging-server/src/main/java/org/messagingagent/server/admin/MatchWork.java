package org.messagingagent.server.admin;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.messagingagent.server.admin.Administration.Changed;
import org.messagingagent.server.admin.Administration.MatchQuery;
import org.messagingagent.server.admin.Administration.Matched;
import org.messagingagent.server.admin.StoreAdministration.Dispatch;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.InboxStore.Matches;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;

/** Many incoming messages at once, in steps, for operators. */
final class MatchWork {

  private static final int COUNT_SCAN = 10_000;
  private static final int CHANGE_SCAN = 1_000;
  private static final int FEW = 10;

  private final InboxStore inbox;
  private final Dispatch dispatch;
  private final Clock clock;
  private final Auditor auditor;

  MatchWork(InboxStore inbox, Dispatch dispatch, Clock clock, Auditor auditor) {
    this.inbox = inbox;
    this.dispatch = dispatch;
    this.clock = clock;
    this.auditor = auditor;
  }

  Matched matching(MatchQuery query, long after) {
    Matches found = inbox.matching(MatchFilters.filter(query), after, Long.MAX_VALUE, COUNT_SCAN);
    List<Long> ids = found.ids();
    return new Matched(
        ids.size(),
        ids.subList(0, Math.min(FEW, ids.size())),
        ids.isEmpty() ? 0 : ids.get(ids.size() - 1),
        found.next().orElse(0));
  }

  Changed retry(MatchQuery query, long after, long upTo) {
    return change(
        "messages retry",
        query,
        () -> MatchFilters.changeable(query, "retried"),
        after,
        upTo,
        ids -> {
          Step step = new Step(ids, id -> inbox.retry(id, clock.instant()));
          dispatch.lookAgain();
          return step;
        });
  }

  Changed discard(MatchQuery query, long after, long upTo, String reason) {
    String kept = IncomingWork.kept(reason);
    return change(
        "messages discard",
        query,
        () -> MatchFilters.changeable(query, "discarded"),
        after,
        upTo,
        ids -> discarded(ids, kept));
  }

  /** What is being handled is left, and said so; the others are kept from that meanwhile. */
  private Step discarded(List<Long> ids, String reason) {
    List<String> problems = new ArrayList<>();
    Map<Long, String> aside = new LinkedHashMap<>();
    try {
      for (long id : ids) {
        Optional<String> plugin = inbox.find(id).map(IncomingRecord::plugin);
        if (plugin.isEmpty()) {
          problems.add("Message %d is not there any more".formatted(id));
        } else if (!dispatch.putAside(plugin.get(), id)) {
          problems.add("Message %d is being handled right now".formatted(id));
        } else {
          aside.put(id, plugin.get());
        }
      }
      Step step =
          new Step(
              List.copyOf(aside.keySet()),
              id ->
                  inbox
                      .discard(id, reason, clock.instant())
                      .thenApply(before -> before.map(state -> new Retried(state, true))));
      step.problems.addAll(problems);
      return step;
    } finally {
      aside.forEach((id, plugin) -> dispatch.letGo(plugin, id));
    }
  }

  private Changed change(
      String action,
      MatchQuery query,
      Supplier<IncomingFilter> filter,
      long after,
      long upTo,
      Function<List<Long>, Step> work) {
    String[] range = {""};
    return auditor.call(
        action,
        MatchFilters.words(query) + ", from message " + (after + 1),
        () -> {
          Matches found = inbox.matching(filter.get(), after, upTo, CHANGE_SCAN);
          List<Long> ids = found.ids();
          if (!ids.isEmpty()) {
            range[0] = " (%d to %d)".formatted(ids.get(0), ids.get(ids.size() - 1));
          }
          Step step = work.apply(ids);
          return new Changed(
              step.changed,
              step.problems.size(),
              List.copyOf(step.problems.subList(0, Math.min(FEW, step.problems.size()))),
              found.next().orElse(0));
        },
        changed ->
            "%d changed, %d refused%s".formatted(changed.changed(), changed.refused(), range[0]));
  }

  /** All handed to the store before the first is waited for, so that they share commits. */
  private static final class Step {

    private long changed;
    private final List<String> problems = new ArrayList<>();

    Step(List<Long> ids, LongFunction<CompletionStage<Optional<Retried>>> change) {
      Map<Long, CompletionStage<Optional<Retried>>> writes = new LinkedHashMap<>();
      for (long id : ids) {
        writes.put(id, change.apply(id));
      }
      writes.forEach(
          (id, write) -> {
            Optional<Retried> result;
            try {
              result = StoreWait.await(write);
            } catch (AdministrationException e) {
              if (e.reason() != AdministrationException.Reason.REFUSED) {
                throw e;
              }
              problems.add(e.getMessage());
              return;
            }
            if (result.isEmpty()) {
              problems.add("Message %d is not there any more".formatted(id));
            } else if (result.get().before() == MessageState.HANDLED) {
              problems.add("Message %d has been handled meanwhile".formatted(id));
            } else if (!result.get().waits()) {
              problems.add(IncomingWork.erased(id));
            } else {
              changed++;
            }
          });
    }
  }
}
