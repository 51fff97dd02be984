package org.messagingagent.server.store.sqlite;

import org.messagingagent.server.store.IncomingStepsContract;

final class SqliteIncomingStepsTest extends SqliteStoreFixture implements IncomingStepsContract {}
