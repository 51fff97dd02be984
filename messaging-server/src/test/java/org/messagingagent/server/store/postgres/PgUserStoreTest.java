package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.UserStoreContract;

final class PgUserStoreTest extends PgStoreFixture implements UserStoreContract {}
