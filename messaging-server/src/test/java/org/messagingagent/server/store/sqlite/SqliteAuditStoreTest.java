package org.messagingagent.server.store.sqlite;

import org.messagingagent.server.store.AuditStoreContract;

final class SqliteAuditStoreTest extends SqliteStoreFixture implements AuditStoreContract {}
