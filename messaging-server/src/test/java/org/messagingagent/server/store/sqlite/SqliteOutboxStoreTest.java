package org.messagingagent.server.store.sqlite;

import org.messagingagent.server.store.OutboxStoreContract;

final class SqliteOutboxStoreTest extends SqliteStoreFixture implements OutboxStoreContract {}
