package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.OutboxStoreContract;

final class PgOutboxStoreTest extends PgStoreFixture implements OutboxStoreContract {

  /** The store goes on under a new epoch. */
  @Override
  public void senderDies() {
    PostgresFixture.run("UPDATE %s.node_fence SET open = false".formatted(config().schema()));
  }
}
