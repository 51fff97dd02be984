package org.messagingagent.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;

import org.messagingagent.server.store.IncomingStepsContract;
import org.messagingagent.server.store.MessageState;

final class SqliteIncomingStepsTest extends SqliteStoreFixture implements IncomingStepsContract {

  @Override
  public void end(long id, String reason) {
    assertThat(
            get(
                store()
                    .inbox()
                    .finish(id, SqliteInboxStore.EPOCH, MessageState.DEAD, 1, reason, NOW)))
        .isTrue();
  }
}
