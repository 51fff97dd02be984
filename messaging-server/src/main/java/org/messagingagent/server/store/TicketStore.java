package org.messagingagent.server.store;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The tickets given at log-on, by the SHA-256 of the ticket. Safe for use by many threads. */
public interface TicketStore {

  /**
   * Adds a ticket. Where its user then has more than {@code maxPerUser}, those that expire first
   * are removed.
   *
   * @return false where the user does not exist any more; nothing was written then
   */
  CompletionStage<Boolean> add(Ticket ticket, int maxPerUser);

  /** The ticket of this hash, expired or not. */
  Optional<Ticket> find(byte[] hash);

  /** Moves the expiry of a ticket; false where it does not exist any more. */
  CompletionStage<Boolean> extend(byte[] hash, Instant expiresAt);

  /** Deletes tickets that expired before this time, at most {@code limit}; how many it were. */
  CompletionStage<Integer> purge(Instant expiredBefore, int limit);

  /** A ticket, by its hash. */
  record Ticket(byte[] hash, String user, Instant createdAt, Instant expiresAt) {}
}
