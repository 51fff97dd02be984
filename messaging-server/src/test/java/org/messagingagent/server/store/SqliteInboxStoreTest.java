package org.messagingagent.server.store;

final class SqliteInboxStoreTest extends SqliteStoreFixture implements InboxStoreContract {}
