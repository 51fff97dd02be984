package org.messagingagent.server.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** One message of a {@link SendCall}; guarded by the call's lock. */
final class SendItem {

  private final int messagingId;
  private final SendRequest.Item draft;
  private String sessionKey;
  private int attempts;
  private String lastReason = "";
  private long dueNanos;
  private Optional<Settled> settled = Optional.empty();

  SendItem(int messagingId, SendRequest.Item draft) {
    this.messagingId = messagingId;
    this.draft = draft;
    this.sessionKey = draft.suggestedSessionKey();
  }

  int messagingId() {
    return messagingId;
  }

  SendRequest.Item draft() {
    return draft;
  }

  /** How often the plugin was given it. */
  int attempts() {
    return attempts;
  }

  /** When it is tried again, by {@link System#nanoTime()}. */
  long dueNanos() {
    return dueNanos;
  }

  /** What the caller is told; empty as long as that is open. */
  Optional<Settled> settled() {
    return settled;
  }

  void settled(Settled what) {
    settled = Optional.of(what);
  }

  /** An attempt begins. */
  void begin() {
    attempts++;
  }

  /** The message for the attempt that has begun. */
  OutgoingMessage toSpi() {
    return new OutgoingMessage(
        messagingId,
        draft.from(),
        draft.to(),
        draft.content(),
        draft.format(),
        draft.parentMessagingId(),
        draft.suggestedSessionKey().isEmpty()
            ? Optional.empty()
            : Optional.of(draft.suggestedSessionKey()),
        attempts);
  }

  /** The plugin did not take it, and it is tried again then. */
  void postpone(String reason, long due) {
    lastReason = reason;
    dueNanos = due;
  }

  /** Why it is not with the gateway, where no call of the plugin took it. */
  String whyNotSent(String whatKeptIt) {
    return attempts == 0 ? whatKeptIt : "%s; %s".formatted(lastReason, whatKeptIt);
  }

  Settlement settlement(SendOutcome outcome, Verdict verdict, Instant at) {
    return settlement(
        verdict,
        outcome.externalIds(),
        outcome.sessionKey().orElseGet(this::sessionKey),
        verdict.code() + outcome.description(),
        at);
  }

  Settlement settlement(Verdict verdict, String description, Instant at) {
    return settlement(verdict, List.of(), sessionKey(), verdict.code() + description, at);
  }

  private Settlement settlement(
      Verdict verdict, List<String> externalIds, String key, String description, Instant at) {
    return new Settlement(
        messagingId,
        verdict.state(),
        verdict.status(),
        externalIds,
        key,
        description,
        attempts,
        at);
  }

  private String sessionKey() {
    if (sessionKey.isEmpty()) {
      sessionKey = UUID.randomUUID().toString();
    }
    return sessionKey;
  }

  /**
   * What became of a message.
   *
   * @param told as the plugin told it
   * @param recorded completes with the status when it is on disk
   */
  record Settled(OutgoingStatus told, CompletableFuture<OutgoingStatus> recorded) {}
}
