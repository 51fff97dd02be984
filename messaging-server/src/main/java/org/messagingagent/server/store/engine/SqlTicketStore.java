package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.TicketStore;

/** The tickets. */
public final class SqlTicketStore implements TicketStore {

  private static final String FIND =
      "SELECT user_name, created_at, expires_at FROM ticket WHERE hash = ?";

  private final Readers readers;
  private final GroupCommit commits;

  public SqlTicketStore(Readers readers, GroupCommit commits) {
    this.readers = readers;
    this.commits = commits;
  }

  @Override
  public CompletionStage<Boolean> add(Ticket ticket, int maxPerUser) {
    return commits.submit(new WriteCommand.AddTicket(ticket, maxPerUser));
  }

  @Override
  public Optional<Ticket> find(byte[] hash) {
    return readers.read(
        statements -> {
          PreparedStatement find = statements.prepare(FIND);
          find.setBytes(1, hash);
          try (ResultSet row = find.executeQuery()) {
            return row.next()
                ? Optional.of(
                    new Ticket(
                        hash,
                        row.getString(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        Instant.ofEpochMilli(row.getLong(3))))
                : Optional.empty();
          }
        });
  }

  @Override
  public CompletionStage<Boolean> extend(byte[] hash, Instant expiresAt) {
    return commits.submit(new WriteCommand.ExtendTicket(hash, expiresAt));
  }

  @Override
  public CompletionStage<Integer> purge(Instant expiredBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeTickets(expiredBefore, limit));
  }
}
