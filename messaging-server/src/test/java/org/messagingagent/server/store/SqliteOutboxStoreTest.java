package org.messagingagent.server.store;

final class SqliteOutboxStoreTest extends SqliteStoreFixture implements OutboxStoreContract {}
