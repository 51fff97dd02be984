package org.messagingagent.server.store.sqlite;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.engine.AuditRows;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.WriteCommand;

/** What operators did, in SQLite. */
final class SqliteAuditStore implements AuditStore {

  private final SqliteReaders readers;
  private final GroupCommit commits;

  SqliteAuditStore(SqliteReaders readers, GroupCommit commits) {
    this.readers = readers;
    this.commits = commits;
  }

  @Override
  public CompletionStage<Void> add(AuditRecord entry) {
    return commits.submit(new WriteCommand.AddAudit(entry));
  }

  @Override
  public List<StoredAuditRecord> list(AuditFilter filter, long before, int limit) {
    return readers.read(statements -> AuditRows.list(filter, before, limit, statements));
  }

  @Override
  public CompletionStage<Integer> purge(Instant before, int limit) {
    return commits.submit(new WriteCommand.PurgeAudit(before, limit));
  }
}
