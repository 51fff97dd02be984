package org.messagingagent.server.admin;

import java.util.List;
import org.messagingagent.server.admin.Administration.AuditEntry;
import org.messagingagent.server.admin.Administration.AuditQuery;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.AuditStore.AuditFilter;
import org.messagingagent.server.store.AuditStore.AuditRecord;
import org.messagingagent.server.store.AuditStore.StoredAuditRecord;

/** What operators did, for operators. */
final class AuditWork {

  private final AuditStore store;

  AuditWork(AuditStore store) {
    this.store = store;
  }

  List<AuditEntry> list(AuditQuery query) {
    Words.checkLimit(query.limit());
    AuditFilter filter = new AuditFilter(query.actor(), query.since().map(Words::time));
    return store.list(filter, query.before(), query.limit()).stream()
        .map(AuditWork::entry)
        .toList();
  }

  private static AuditEntry entry(StoredAuditRecord stored) {
    AuditRecord entry = stored.entry();
    return new AuditEntry(
        stored.id(),
        entry.at().toString(),
        entry.actor(),
        entry.origin(),
        entry.action(),
        entry.target(),
        entry.outcome());
  }
}
