package org.messagingagent.server.store.sqlite;

import org.messagingagent.server.store.UserStoreContract;

final class SqliteUserStoreTest extends SqliteStoreFixture implements UserStoreContract {}
