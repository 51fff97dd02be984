package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.ValueStoreContract;

final class PgValueStoreTest extends PgStoreFixture implements ValueStoreContract {}
