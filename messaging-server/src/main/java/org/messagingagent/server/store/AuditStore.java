package org.messagingagent.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What operators did, and what was refused to them. Safe for use by many threads. */
public interface AuditStore {

  /** Keeps a record; it survives a crash once the stage completes. */
  CompletionStage<Void> add(AuditRecord entry);

  /**
   * A page of records, newest first.
   *
   * @param before only ids below this one; {@link Long#MAX_VALUE} for the first page
   * @param limit 1 to 1,000
   */
  List<StoredAuditRecord> list(AuditFilter filter, long before, int limit);

  /**
   * Deletes records made before this time, the oldest first, at most {@code limit}.
   *
   * @return how many; 0 when there are no more
   */
  CompletionStage<Integer> purge(Instant before, int limit);

  /**
   * What somebody did.
   *
   * @param actor a user's name, or words for who it was otherwise
   * @param origin from where, such as an address
   * @param action such as {@code user add}
   * @param target what it was done to
   * @param outcome what became of it
   */
  record AuditRecord(
      Instant at, String actor, String origin, String action, String target, String outcome) {}

  /** A record with its id, which is higher the later it was kept. */
  record StoredAuditRecord(long id, AuditRecord entry) {}

  /**
   * Which records; empty means any.
   *
   * @param actor exact
   * @param since made at this time or later
   */
  record AuditFilter(Optional<String> actor, Optional<Instant> since) {}
}
