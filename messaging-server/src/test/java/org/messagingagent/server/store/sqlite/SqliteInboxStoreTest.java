package org.messagingagent.server.store.sqlite;

import org.messagingagent.server.store.InboxStoreContract;

final class SqliteInboxStoreTest extends SqliteStoreFixture implements InboxStoreContract {}
