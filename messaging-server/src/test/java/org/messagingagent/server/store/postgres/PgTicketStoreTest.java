package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.TicketStoreContract;

final class PgTicketStoreTest extends PgStoreFixture implements TicketStoreContract {}
