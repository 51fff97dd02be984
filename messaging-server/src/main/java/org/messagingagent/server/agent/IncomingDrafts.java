package org.messagingagent.server.agent;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.support.CurrentTrace;

/**
 * What CreateMessage makes of a draft, wherever it is stored then. Safe for use by many threads.
 */
final class IncomingDrafts {

  private final PluginChecks checks;
  private final Clock clock;

  IncomingDrafts(PluginChecks checks, Clock clock) {
    this.checks = checks;
    this.clock = clock;
  }

  /**
   * The message to be stored.
   *
   * @param user who hands it in, of whom it was looked who that is
   * @param requestKey asked once the message has passed the checks, for it reads all of it
   * @throws MessagingException where it is refused
   */
  NewIncoming checked(
      Caller caller, String user, IncomingDraft draft, Supplier<Optional<RequestKey>> requestKey) {
    if (caller.isTrusted()) {
      TrustedTexts.check(draft);
    }
    String plugin =
        checks.handler(draft.plugin(), draft.format(), draft.content(), draft.sessionKey());
    return new NewIncoming(
        plugin,
        draft.from(),
        draft.to(),
        draft.content(),
        draft.format(),
        draft.sessionKey(),
        user,
        clock.instant(),
        requestKey.get(),
        Optional.empty(),
        CurrentTrace.text());
  }

  /**
   * The id under which the message is stored.
   *
   * @throws MessagingException where its key belongs to another request
   */
  static long idOf(Acceptance acceptance, Caller caller) {
    if (acceptance.kind() == Acceptance.Kind.KEY_REUSED) {
      throw Repeats.reused(caller);
    }
    return acceptance.messageId();
  }
}
