package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.InboxStoreContract;

final class PgInboxStoreTest extends PgStoreFixture implements InboxStoreContract {}
