package org.messagingagent.server.store;

final class SqliteTicketStoreTest extends SqliteStoreFixture implements TicketStoreContract {}
