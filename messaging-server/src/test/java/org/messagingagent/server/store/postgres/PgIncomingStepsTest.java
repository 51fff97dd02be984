package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.IncomingStepsContract;

final class PgIncomingStepsTest extends PgStoreFixture implements IncomingStepsContract {}
