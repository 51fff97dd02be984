package org.messagingagent.server.store.sqlite;

import org.messagingagent.server.store.TicketStoreContract;

final class SqliteTicketStoreTest extends SqliteStoreFixture implements TicketStoreContract {}
