package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.messagingagent.server.store.InboxStore.Ready;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.Readers;
import org.messagingagent.server.store.engine.WriteCommand;

/**
 * Finds messages that are ready in partitions that this node owns: the first few of each partition,
 * by an index that holds nothing else, so that it does not matter how many there are. Safe for use
 * by many threads.
 */
final class PgReady {

  /** Of message {@code m}, whose place nobody has decided: others of its session come first. */
  static final String COMES_AFTER_OTHERS =
      "(EXISTS ("
          + PgTurns.HOLDER_OF.formatted("m")
          + ") OR EXISTS (SELECT 1 FROM incoming_message u WHERE u.plugin = m.plugin"
          + " AND u.session_key = m.session_key AND u.state = 0 AND u.undecided AND u.id < m.id))";

  /** The first of each partition, whether they are due or the first that will be. */
  static final String CANDIDATES =
      "SELECT m.id, m.due_at, m.partition_no, m.due_at <= ? AND m.undecided AND "
          + COMES_AFTER_OTHERS
          + " FROM unnest(?::integer[]) AS p(n), LATERAL (SELECT * FROM incoming_message i"
          + " WHERE i.plugin = ? AND i.partition_no = p.n AND i.state = 0"
          + " AND i.due_at IS NOT NULL ORDER BY i.due_at, i.id LIMIT ?) m";

  private static final int MARGIN = 2;
  private static final int WIDER = 4;

  /** What is due, in the order in which it is. */
  private record Candidate(long id, long due, int partition, boolean comesAfterOthers) {}

  /** What the database was asked for, and said. */
  private record Found(List<Candidate> candidates, OptionalLong nextDue, boolean mayBeMore) {}

  private final Readers readers;
  private final GroupCommit commits;
  private final PgEpoch epoch;

  PgReady(Readers readers, GroupCommit commits, PgEpoch epoch) {
    this.readers = readers;
    this.commits = commits;
    this.epoch = epoch;
  }

  Ready ready(
      String plugin,
      Partitions partitions,
      Instant now,
      LongPredicate excluded,
      int maxMessages,
      long maxBytes) {
    if (partitions.isEmpty()) {
      return new Ready(List.of(), Optional.empty());
    }
    // Before anything is read: where the partitions are lost meanwhile, no outcome is taken.
    long under = epoch.current();
    // About so many are taken of each; more, where many of them are excluded.
    int each = maxMessages / partitions.size() + MARGIN;
    while (true) {
      Found found = find(plugin, partitions, now.toEpochMilli(), each);
      List<Long> later = new ArrayList<>();
      List<Long> ids = new ArrayList<>();
      for (Candidate candidate : found.candidates()) {
        if (excluded.test(candidate.id())) {
          continue;
        }
        if (candidate.comesAfterOthers()) {
          later.add(candidate.id());
        } else if (ids.size() < maxMessages) {
          ids.add(candidate.id());
        }
      }
      boolean parked = park(plugin, later);
      if (ids.size() == maxMessages || !found.mayBeMore()) {
        List<StoredIncoming> messages = load(ids, now.toEpochMilli(), under, maxBytes);
        // In the place of those that ended meanwhile others may be ready now.
        boolean complete = messages.size() == ids.size();
        return new Ready(messages, complete ? nextDue(found) : Optional.of(now));
      }
      if (!parked) {
        each *= WIDER;
      }
    }
  }

  private static Optional<Instant> nextDue(Found found) {
    return found.nextDue().stream().mapToObj(Instant::ofEpochMilli).findFirst();
  }

  /** Lets messages queue behind those that come first, so that they are not found again. */
  private boolean park(String plugin, List<Long> ids) {
    return !ids.isEmpty()
        && !commits.isWriterThread()
        && GroupCommit.await(commits.submit(new WriteCommand.Park(plugin, ids))) > 0;
  }

  private Found find(String plugin, Partitions partitions, long now, int each) {
    return readers.read(
        statements -> {
          PreparedStatement select = statements.prepare(CANDIDATES);
          select.setLong(1, now);
          select.setObject(2, partitions.numbers());
          select.setString(3, plugin);
          select.setInt(4, each);
          List<Candidate> candidates = new ArrayList<>();
          OptionalLong nextDue = OptionalLong.empty();
          Map<Integer, Integer> found = new HashMap<>();
          try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
              long due = row.getLong(2);
              if (due > now) {
                nextDue = OptionalLong.of(Math.min(due, nextDue.orElse(due)));
                continue;
              }
              candidates.add(new Candidate(row.getLong(1), due, row.getInt(3), row.getBoolean(4)));
              found.merge(row.getInt(3), 1, Integer::sum);
            }
          }
          candidates.sort(
              Comparator.comparingLong(Candidate::due).thenComparingLong(Candidate::id));
          boolean mayBeMore = found.values().stream().anyMatch(number -> number == each);
          return new Found(candidates, nextDue, mayBeMore);
        });
  }

  /**
   * Reads messages up to the one that goes over the bytes; looks at each again, it may have ended.
   */
  private List<StoredIncoming> load(List<Long> ids, long now, long under, long maxBytes) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return readers.read(
        statements -> {
          List<StoredIncoming> messages = new ArrayList<>(ids.size());
          List<Long> rest = ids;
          long bytes = 0;
          while (!rest.isEmpty() && bytes <= maxBytes) {
            List<StoredIncoming> some =
                PgRows.waiting(rest, now, under, maxBytes - bytes, statements);
            if (some.isEmpty()) {
              break;
            }
            messages.addAll(some);
            bytes += some.stream().mapToLong(StoredIncoming::size).sum();
            long last = some.get(some.size() - 1).id();
            rest = rest.subList(rest.indexOf(last) + 1, rest.size());
          }
          return List.copyOf(messages);
        });
  }
}
