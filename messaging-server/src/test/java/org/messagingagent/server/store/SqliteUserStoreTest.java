package org.messagingagent.server.store;

final class SqliteUserStoreTest extends SqliteStoreFixture implements UserStoreContract {}
