package org.messagingagent.server.store.engine;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.AuditStore;

/** What operators did. Safe for use by many threads. */
public final class SqlAuditStore implements AuditStore {

  private final Readers readers;
  private final GroupCommit commits;

  public SqlAuditStore(Readers readers, GroupCommit commits) {
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
