package org.messagingagent.server.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.messagingagent.server.admin.Administration.IncomingDetail;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.StoreAdministration.Hooks;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.RunningPlugin;

/** Incoming messages one by one, for operators. */
final class IncomingWork {

  static final int LONGEST_REASON = 500;

  private final InboxStore inbox;
  private final ClusterStore cluster;
  private final Hooks hooks;
  private final Clock clock;
  private final Auditor auditor;

  IncomingWork(InboxStore inbox, ClusterStore cluster, Hooks hooks, Clock clock, Auditor auditor) {
    this.inbox = inbox;
    this.cluster = cluster;
    this.hooks = hooks;
    this.clock = clock;
    this.auditor = auditor;
  }

  List<MessageCount> counts() {
    List<MessageCount> counts = new ArrayList<>();
    for (Map.Entry<String, Map<MessageState, Long>> plugin : inbox.counts().entrySet()) {
      plugin
          .getValue()
          .forEach(
              (state, count) ->
                  counts.add(
                      new MessageCount("incoming", plugin.getKey(), Words.of(state), count)));
    }
    return counts;
  }

  List<IncomingEntry> list(IncomingQuery query) {
    Words.checkLimit(query.limit());
    WaitReasons reasons = waitReasons();
    return inbox.list(MatchFilters.filter(query.match()), query.before(), query.limit()).stream()
        .map(message -> entry(message, reasons))
        .toList();
  }

  IncomingDetail find(long id) {
    IncomingRecord message = inbox.find(id).orElseThrow(() -> noMessage(id));
    boolean erased = message.content().isEmpty();
    InboxStore.Content content =
        message.content().orElseGet(() -> new InboxStore.Content("", "", "", ""));
    return new IncomingDetail(
        entry(message, waitReasons()),
        content.from(),
        content.to(),
        content.content(),
        content.format(),
        erased);
  }

  String retry(long id) {
    String before =
        auditor.call(
            "messages retry", "message " + id, () -> retried(id), was -> "done, was " + was);
    hooks.dispatch().lookAgain();
    return before;
  }

  private String retried(long id) {
    Optional<Retried> retried = StoreWait.await(inbox.retry(id, clock.instant()));
    String before = changed(id, retried.map(Retried::before), "handled again");
    if (!retried.orElseThrow().waits()) {
      throw new AdministrationException(Reason.REFUSED, erased(id));
    }
    return before;
  }

  /** Why a message cannot be handled again that could but for its content. */
  static String erased(long id) {
    return "The content of message %d was erased at the end of its time (messaging.retention.content),"
            .formatted(id)
        + " so it cannot be handled again";
  }

  String discard(long id, String reason) {
    return auditor.call(
        "messages discard",
        "message " + id,
        () -> discarded(id, kept(reason)),
        was -> "done, was " + was);
  }

  static String kept(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
  }

  private String discarded(long id, String reason) {
    String plugin = inbox.find(id).orElseThrow(() -> noMessage(id)).plugin();
    if (!hooks.dispatch().putAside(plugin, id)) {
      throw new AdministrationException(
          Reason.REFUSED,
          "Message %d is being handled right now; look what becomes of it, then try again"
              .formatted(id));
    }
    try {
      return changed(id, StoreWait.await(inbox.discard(id, reason, clock.instant())), "discarded");
    } finally {
      hooks.dispatch().letGo(plugin, id);
    }
  }

  private static String changed(long id, Optional<MessageState> before, String what) {
    MessageState state = before.orElseThrow(() -> noMessage(id));
    if (state == MessageState.HANDLED) {
      throw new AdministrationException(
          Reason.REFUSED, "Message %d was handled, and cannot be %s".formatted(id, what));
    }
    return Words.of(state);
  }

  private WaitReasons waitReasons() {
    return new WaitReasons(
        new Obstacles(hooks.plugins().list(), runningOnANode()), inbox, clock.instant());
  }

  private Set<String> runningOnANode() {
    return cluster.nodes().nodes().stream()
        .filter(Node::isAlive)
        .flatMap(node -> node.running().stream())
        .filter(RunningPlugin::takesIncoming)
        .map(RunningPlugin::name)
        .collect(Collectors.toSet());
  }

  private static IncomingEntry entry(IncomingRecord message, WaitReasons reasons) {
    return new IncomingEntry(
        message.id(),
        message.plugin(),
        Words.of(message.state()),
        message.sessionKey(),
        message.parentMessagingId().orElse(0),
        message.user(),
        message.receivedAt().toString(),
        message.due().map(Instant::toString).orElse(""),
        message.endedAt().map(Instant::toString).orElse(""),
        message.failures(),
        reasons.of(message));
  }

  private static AdministrationException noMessage(long id) {
    return new AdministrationException(
        Reason.NOT_FOUND, "There is no incoming message %d".formatted(id));
  }
}
