package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.AuditStoreContract;

final class PgAuditStoreTest extends PgStoreFixture implements AuditStoreContract {}
